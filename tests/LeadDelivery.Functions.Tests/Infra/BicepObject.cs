namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>Objects written in Bicep.</summary>
internal static class BicepObject
{
    /// <summary>The group that opens at a place, brackets included.</summary>
    public static IReadOnlyList<BicepToken> Group(IReadOnlyList<BicepToken> tokens, int at)
    {
        var depth = 0;
        for (var i = at; i < tokens.Count; i++)
        {
            depth += tokens[i].Opens ? 1 : tokens[i].Closes ? -1 : 0;
            if (depth == 0)
            {
                return [.. tokens.Skip(at).Take(i - at + 1)];
            }
        }

        throw new FormatException($"line {tokens[at].Line}: a group has no end");
    }

    /// <summary>The properties of an object, by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<BicepToken>> Read(IReadOnlyList<BicepToken> group)
    {
        var properties = new Dictionary<string, IReadOnlyList<BicepToken>>(StringComparer.Ordinal);
        string? name = null;
        var value = new List<BicepToken>();
        var depth = 0;
        for (var i = 1; i < group.Count; i++)
        {
            var token = group[i];
            var ends = depth == 0 && (token.Is(",") || token.Is("}") || (token.Kind == BicepTokenKind.Line && !GoesOn(group, i)));
            if (ends && name is not null)
            {
                if (!properties.TryAdd(name, value))
                {
                    throw new FormatException($"line {token.Line}: {name} is there twice");
                }

                name = null;
                value = [];
            }
            else if (name is null && i + 1 < group.Count && group[i + 1].Is(":"))
            {
                name = token.Text;
                i++;
            }
            else if (name is not null)
            {
                depth += token.Opens ? 1 : token.Closes ? -1 : 0;
                value.Add(token);
            }
        }

        return properties;
    }

    private static bool GoesOn(IReadOnlyList<BicepToken> group, int line) =>
        group.Skip(line).FirstOrDefault(token => token.Kind != BicepTokenKind.Line) is { } next && (next.Is("?") || next.Is(":"));
}
