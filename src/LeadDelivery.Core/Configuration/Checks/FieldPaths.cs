using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>
/// Holds what expressions and templates read against the fields that flows declare. A clear misspelling of a declared field is a
/// mistake; any other name that no flow declares is a warning, since sources may send more than a flow asks for.
/// </summary>
internal sealed class FieldPaths
{
    /// <summary>Names that mean something else than a field of the lead.</summary>
    private static readonly string[] Roots =
        ["source", "flow", "recipient", "delivery", "submission", "appended", "now", "ping", "request", "this", "delivery_attempt"];

    private readonly LoadedFiles _files;
    private readonly List<Mistake> _mistakes;
    private readonly List<Mistake> _warnings;
    private readonly Dictionary<string, FlowFields> _fields;

    private FieldPaths(LoadedFiles files, List<Mistake> mistakes, List<Mistake> warnings)
    {
        (_files, _mistakes, _warnings) = (files, mistakes, warnings);
        var sources = files.Sources.Select(source => source.Value).ToList();
        _fields = files.Flows.Select(flow => FlowFields.Of(flow.Value, sources)).OfType<FlowFields>()
            .ToDictionary(fields => fields.Flow, StringComparer.Ordinal);
    }

    /// <summary>Checks every flow, every recipient that a flow delivers to, and the columns of its batch.</summary>
    public static void Check(LoadedFiles files, List<Mistake> mistakes, List<Mistake> warnings)
    {
        var check = new FieldPaths(files, mistakes, warnings);
        foreach (var flow in files.Flows)
        {
            check.Flow(flow);
        }

        foreach (var recipient in files.Recipients)
        {
            var reads = Reads(recipient);
            var line = YamlPath.LineOf(recipient.Node, "dedupe.by");
            reads.AddRange((recipient.Value.Dedupe?.By ?? []).Select(name => new FieldRead(line, "dedupe.by", name, name)));
            check.Uses(recipient.File, reads, [.. files.FlowsTo(recipient.Value)]);
        }

        foreach (var batch in files.Batches)
        {
            // Whatever else a batch computes, of replies and feedback files, sees no lead.
            var reads = Reads(batch).Where(read => read.Place.StartsWith("columns.", StringComparison.Ordinal)).ToList();
            var recipient = files.Recipients.FirstOrDefault(file => file.Value.Id == batch.Value.Recipient);
            check.Uses(batch.File, reads, recipient is null ? [] : [.. files.FlowsTo(recipient.Value)]);
        }
    }

    private void Flow(LoadedFile<Flow> flow)
    {
        const string By = "accept.dedupe.by";
        var reads = Reads(flow);
        if (flow.Value.Accept.Dedupe is { } dedupe)
        {
            var line = YamlPath.LineOf(flow.Node, By);
            reads.AddRange(dedupe.By.Select(name => new FieldRead(line, By, name, name)));
        }

        Uses(flow.File, reads, [flow.Value]);
    }

    private void Uses(string file, List<FieldRead> reads, IReadOnlyList<Flow> flows)
    {
        var declaring = flows.Where(flow => _fields.ContainsKey(flow.Id)).Select(flow => _fields[flow.Id]).ToList();
        var isUsed = reads.Select(read => read.Field).ToHashSet(StringComparer.Ordinal).Contains;
        foreach (var read in reads.Distinct())
        {
            var unknown = declaring.Where(fields => !fields.Has(read.Field)).ToList();
            if (unknown.Count == 0)
            {
                continue;
            }

            // Where one flow knows the name, or declares nothing, it is no slip, whatever the others declare.
            var isKnownSomewhere = unknown.Count < flows.Count;
            foreach (var fields in unknown)
            {
                var meant = isKnownSomewhere ? null : Misspelling.Of(read.Field, fields.Declared, isUsed);
                var hint = (meant ?? Misspelling.Near(read.Field, fields.Declared)) is { } near ? $"; did you mean `{near}`?" : "";
                (meant is null ? _warnings : _mistakes).Add(
                    new(file, read.Line, read.Place, $"`{read.Written}` is not a field of flow {fields.Flow}{hint}"));
            }
        }
    }

    private static List<FieldRead> Reads<T>(LoadedFile<T> file)
    {
        var items = ItemNames(file.Node).ToHashSet(StringComparer.Ordinal);
        return [.. file.Reading.Uses.SelectMany(use => use.Paths.Select(path => Read(use, path, items))).OfType<FieldRead>()];
    }

    private static FieldRead? Read(PathUse use, string path, HashSet<string> items)
    {
        const string Raw = "submission.raw.";
        const string Lead = "lead.";
        if (path.StartsWith(Lead, StringComparison.Ordinal))
        {
            return new(use.Line, use.Place, path, path[Lead.Length..]);
        }

        if (path.StartsWith(Raw, StringComparison.Ordinal))
        {
            return new(use.Line, use.Place, path, path[Raw.Length..]);
        }

        // In the rules for replies a bare name is rather the reply's.
        var root = path.Split('.')[0];
        return path == "lead" || use.IsLoop || items.Contains(root) || Roots.Contains(root) || IsOfReply(use.Place)
            ? null : new(use.Line, use.Place, path, path);
    }

    private static bool IsOfReply(string place) =>
        place.StartsWith("response.", StringComparison.Ordinal) || place.StartsWith("ping.response.", StringComparison.Ordinal);

    /// <summary>What items are called under <c>$each</c>.</summary>
    private static IEnumerable<string> ItemNames(YamlNode node) => node switch
    {
        YamlList list => list.Items.SelectMany(ItemNames),
        YamlMap map => map.Entries.Any(e => e.Key == "$each")
            ? map.Entries.SelectMany(e => ItemNames(e.Value))
                .Append((map.Entries.FirstOrDefault(e => e.Key == "$as")?.Value as YamlScalar)?.Text ?? "item")
            : map.Entries.SelectMany(e => ItemNames(e.Value)),
        _ => [],
    };

    /// <summary>One field that is read.</summary>
    private sealed record FieldRead(int Line, string Place, string Written, string Field);
}
