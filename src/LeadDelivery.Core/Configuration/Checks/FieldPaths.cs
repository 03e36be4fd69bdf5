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
        _fields = files.FlowFiles.Read.Select(flow => FlowFields.Of(flow, files.SourceFiles)).OfType<FlowFields>()
            .DistinctBy(fields => fields.Flow).ToDictionary(fields => fields.Flow, StringComparer.Ordinal);
    }

    /// <summary>Checks every flow, every recipient that a flow delivers to, and the columns of its batch.</summary>
    public static void Check(LoadedFiles files, List<Mistake> mistakes, List<Mistake> warnings)
    {
        if (!FlowFields.IsKnown(files.SourceFiles))
        {
            return;
        }

        var check = new FieldPaths(files, mistakes, warnings);
        foreach (var flow in files.FlowFiles.Read)
        {
            var dedupe = flow is LoadedFile<Flow> good ? good.Value.Accept.Dedupe : null;
            check.Uses(flow, [.. Reads(flow), .. Dedupe(flow, "accept.dedupe.by", dedupe)], [flow.Id], mayBeOthers: false, []);
        }

        foreach (var recipient in files.RecipientFiles.Read)
        {
            var dedupe = recipient is LoadedFile<Recipient> good ? good.Value.Dedupe : null;
            check.Delivered(recipient, [.. Reads(recipient), .. Dedupe(recipient, "dedupe.by", dedupe)], recipient.Id);
        }

        foreach (var batch in files.BatchFiles.Read)
        {
            // Whatever else a batch computes, of replies and feedback files, sees no lead.
            var reads = Reads(batch).Where(read => read.Place.StartsWith("columns.", StringComparison.Ordinal)).ToList();
            check.Delivered(batch, reads, batch.Text("recipient") ?? "");
        }
    }

    private static IEnumerable<FieldRead> Dedupe(ReadFile file, string place, DedupeRule? rule) =>
        (rule?.By ?? []).Select(name => new FieldRead(YamlPath.LineOf(file.Node, place), place, name, name));

    // A flow with mistakes may deliver to anybody, by a part of its plan that could not be read.
    private void Delivered(ReadFile file, List<FieldRead> reads, string recipient)
    {
        var flows = _files.FlowFiles;
        var certain = flows.Read.Where(flow => _files.Reaches(flow, recipient)).Select(flow => flow.Id).ToList();
        var possible = flows.Faulty.Select(flow => flow.Id).Except(certain).ToList();
        Uses(file, reads, certain, flows.HasLost, possible);
    }

    /// <param name="flows">The flows that surely read the file.</param>
    /// <param name="mayBeOthers">Whether others may, of which nothing is known.</param>
    /// <param name="possible">Others that may.</param>
    private void Uses(
        ReadFile file, List<FieldRead> reads, List<string> flows, bool mayBeOthers, List<string> possible)
    {
        var declaring = flows.Where(_fields.ContainsKey).Select(flow => _fields[flow]).ToList();
        var isUsed = reads.Select(read => read.Field).ToHashSet(StringComparer.Ordinal).Contains;
        foreach (var read in reads.Distinct())
        {
            var unknown = declaring.Where(fields => !fields.Has(read.Field)).ToList();
            if (unknown.Count == 0)
            {
                continue;
            }

            // Where one flow knows the name, or declares nothing, it is no slip, whatever the others declare.
            var isKnownSomewhere = unknown.Count < flows.Count || mayBeOthers || possible.Exists(flow => Knows(flow, read));
            foreach (var fields in unknown)
            {
                var meant = isKnownSomewhere ? null : Misspelling.Of(read.Field, fields.Declared, isUsed);
                var hint = (meant ?? Misspelling.Near(read.Field, fields.Declared)) is { } near ? $"; did you mean `{near}`?" : "";
                (meant is null ? _warnings : _mistakes).Add(
                    new(file.File, read.Line, read.Place, $"`{read.Written}` is not a field of flow {fields.Flow}{hint}"));
            }
        }
    }

    private bool Knows(string flow, FieldRead read) => !_fields.TryGetValue(flow, out var fields) || fields.Has(read.Field);

    private static List<FieldRead> Reads(ReadFile file)
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
