namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Finds money of two currencies that would be added up: a flow's recipients and a source's flows must agree.</summary>
internal static class Currencies
{
    /// <summary>Checks every flow against all recipients that it can reach, and every source that has a cost against its flows.</summary>
    public static void Check(LoadedFiles files, List<Mistake> mistakes)
    {
        foreach (var flow in files.Flows)
        {
            Check(flow, files, mistakes);
        }

        foreach (var source in files.Sources)
        {
            Check(source, files, mistakes);
        }
    }

    private static void Check(LoadedFile<Flow> flow, LoadedFiles files, List<Mistake> mistakes)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var nodes = flow.Value.Nodes.Values.OrderByDescending(node => node.Path.Length).ThenBy(node => node.Path, StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            foreach (var id in Reach.Of([node], id => files.FileOf(id)?.Value))
            {
                if (files.FileOf(id) is { } file && file.Value.Currency != flow.Value.Currency && reached.Add(id))
                {
                    var wrong = $"the recipient {id} is paid in {file.Value.Currency} ({file.File})";
                    mistakes.Add(flow.MistakeAt(node.Path, $"{wrong}, expected {flow.Value.Currency}, the flow's"));
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
