namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>Which names a Bicep file uses.</summary>
internal static class BicepNames
{
    private static readonly HashSet<string> Known =
    [
        "true", "false", "null", "if", "for", "in", "existing", "string", "int", "bool", "object", "array",
        "cidrSubnet", "concat", "empty", "environment", "guid", "loadJsonContent", "loadTextContent", "readEnvironmentVariable",
        "replace", "resourceId", "subscription", "subscriptionResourceId", "tenant", "toLower", "union", "uniqueString",
        "allowed", "description", "export", "maxLength", "maxValue", "minLength", "minValue",
    ];

    /// <summary>Names that a declaration uses and neither Bicep nor its own loops declare, with their lines.</summary>
    public static IEnumerable<BicepToken> Used(BicepDeclaration declaration)
    {
        if (declaration.Keyword is "import" or "using" or "targetScope")
        {
            return [];
        }

        var tokens = declaration.Tokens;
        var start = tokens.ToList().IndexOf(declaration.Start);
        var own = new List<BicepToken>(tokens.Take(start));
        own.AddRange(tokens.Skip(start + 2));
        var loops = Loops(own).ToHashSet(StringComparer.Ordinal);
        return In(own).Where(token => !Known.Contains(token.Text) && !loops.Contains(token.Text));
    }

    private static IEnumerable<BicepToken> In(IReadOnlyList<BicepToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            foreach (var inner in In(tokens[i].Inner))
            {
                yield return inner;
            }

            var member = i > 0 && (tokens[i - 1].Is(".") || tokens[i - 1].Is(".?"));
            var key = i + 1 < tokens.Count && tokens[i + 1].Is(":")
                && i > 0 && (tokens[i - 1].Kind == BicepTokenKind.Line || tokens[i - 1].Is("{") || tokens[i - 1].Is(","));
            if (tokens[i].Kind == BicepTokenKind.Name && !member && !key)
            {
                yield return tokens[i];
            }
        }
    }

    private static IEnumerable<string> Loops(List<BicepToken> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i] is { Kind: BicepTokenKind.Name, Text: "for" })
            {
                var variables = tokens[i + 1].Is("(") ? BicepObject.Group(tokens, i + 1) : [tokens[i + 1]];
                foreach (var variable in variables.Where(token => token.Kind == BicepTokenKind.Name))
                {
                    yield return variable.Text;
                }
            }
        }
    }
}
