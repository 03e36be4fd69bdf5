namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Finds money of two currencies that would be added up: a flow's recipients and a source's flows must agree.</summary>
internal static class Currencies
{
    /// <summary>Checks every flow against all recipients that it can reach, and every source that has a cost against its flows.</summary>
    public static void Check(LoadedFiles files, List<Mistake> mistakes)
    {
        foreach (var flow in files.FlowFiles.Read)
        {
            if (CurrencyOf(flow) is { } currency)
            {
                Check(flow, currency, files, mistakes);
            }
        }

        foreach (var source in files.Sources)
        {
            Check(source, files, mistakes);
        }
    }

    // One with mistakes may have misspelt the key: only what it spells out counts.
    private static string? CurrencyOf(ReadFile flow) => flow is LoadedFile<Flow> good ? good.Value.Currency
        : flow.Text("currency") is { } code && Money.Currency.IsKnown(code) ? code
        : null;

    private static void Check(ReadFile flow, string currency, LoadedFiles files, List<Mistake> mistakes)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var nodes = flow.Reading.Nodes.Values.OrderByDescending(node => node.Path.Length).ThenBy(node => node.Path, StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            foreach (var id in files.ReachOf([node]))
            {
                if (files.GoodOf(id) is { } file && file.Value.Currency != currency && reached.Add(id))
                {
                    var wrong = $"the recipient {id} is paid in {file.Value.Currency} ({file.File})";
                    mistakes.Add(flow.MistakeAt(node.Path, $"{wrong}, expected {currency}, the flow's"));
                }
            }
        }
    }

    // A cost that looks at the flow may well be another amount in each.
    private static void Check(LoadedFile<Source> source, LoadedFiles files, List<Mistake> mistakes)
    {
        if (source.Value.Cost is not { } cost
            || cost.Paths.Any(path => path == "flow" || path.StartsWith("flow.", StringComparison.Ordinal)))
        {
            return;
        }

        var flows = files.Flows.Select(file => file.Value).Where(flow => source.Value.Flows?.Contains(flow.Id) != false)
            .OrderBy(flow => flow.Id, StringComparer.Ordinal).ToList();
        if (flows.Select(flow => flow.Currency).Distinct().Skip(1).Any())
        {
            var named = string.Join(", ", flows.Select(flow => $"{flow.Id} {flow.Currency}"));
            var wrong = $"is one amount for flows of several currencies ({named})";
            mistakes.Add(source.MistakeAt("cost", $"{wrong}, expected a template that looks at flow.id, or a source for each"));
        }
    }
}
