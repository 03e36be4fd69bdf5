using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>A file that was read as YAML, whatever mistakes it has.</summary>
/// <param name="Reading">What was noted on the way.</param>
/// <param name="Node">As it is written.</param>
internal record ReadFile(DocumentReading Reading, YamlNode Node)
{
    /// <summary>Its path within the configuration's folder.</summary>
    public string File => Reading.File;

    /// <summary>Its name without extension.</summary>
    public string Id => Reading.Id;

    /// <summary>What is wrong at a path of names and indexes, on its line.</summary>
    public Mistake MistakeAt(string path, string message) => new(File, YamlPath.LineOf(Node, path), path, message);

    /// <summary>The text of a key of the document as it is written; null where there is none.</summary>
    public string? Text(string key) => Member(Node, key) is YamlScalar { Means: not ScalarKind.Null } scalar ? scalar.Text : null;

    /// <summary>What stands at names in each other; null where there is nothing.</summary>
    public YamlNode? At(params ReadOnlySpan<string> names)
    {
        var node = Node;
        foreach (var name in names)
        {
            if ((node = Member(node, name)) is null)
            {
                return null;
            }
        }

        return node;
    }

    private static YamlNode? Member(YamlNode? node, string key) =>
        (node as YamlMap)?.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
}

/// <summary>A file that was read without a mistake.</summary>
/// <param name="Value">What it means.</param>
internal sealed record LoadedFile<T>(DocumentReading Reading, YamlNode Node, T Value) : ReadFile(Reading, Node);

/// <summary>The files of one folder.</summary>
/// <param name="Good">Those without a mistake.</param>
/// <param name="Faulty">Those with mistakes of their own: what they were meant to say is known in part.</param>
/// <param name="HasLost">True where a file could not even be read as YAML: it may have said anything.</param>
internal sealed record FolderFiles<T>(IReadOnlyList<LoadedFile<T>> Good, IReadOnlyList<ReadFile> Faulty, bool HasLost)
{
    /// <summary>All that were read, good or not, in the order of their names.</summary>
    public IReadOnlyList<ReadFile> Read { get; } = [.. Good.Concat(Faulty).OrderBy(file => file.File, StringComparer.Ordinal)];

    /// <summary>True where every file is good.</summary>
    public bool IsWhole => Faulty.Count == 0 && !HasLost;
}

/// <summary>
/// The files of a configuration, for what is checked across them. Mistakes of one file neither hide those of another nor are told
/// again at those that refer to it.
/// </summary>
internal sealed record LoadedFiles(
    FolderFiles<Recipient> RecipientFiles, FolderFiles<Flow> FlowFiles, FolderFiles<Source> SourceFiles, FolderFiles<Batch> BatchFiles)
{
    private readonly Dictionary<string, string?> _backups = RecipientFiles.Read.DistinctBy(recipient => recipient.Id)
        .ToDictionary(recipient => recipient.Id, Checks.Backups.Of, StringComparer.Ordinal);

    private readonly Dictionary<string, IEnumerable<string>> _next = RecipientFiles.Read.DistinctBy(recipient => recipient.Id)
        .ToDictionary(recipient => recipient.Id, NextOf, StringComparer.Ordinal);

    private readonly Dictionary<string, LoadedFile<Recipient>> _good = RecipientFiles.Good.DistinctBy(recipient => recipient.Id)
        .ToDictionary(recipient => recipient.Id, StringComparer.Ordinal);

    public IReadOnlyList<LoadedFile<Recipient>> Recipients => RecipientFiles.Good;

    public IReadOnlyList<LoadedFile<Flow>> Flows => FlowFiles.Good;

    public IReadOnlyList<LoadedFile<Source>> Sources => SourceFiles.Good;

    public IReadOnlyList<LoadedFile<Batch>> Batches => BatchFiles.Good;

    /// <summary>A recipient's file by its id; null where there is none, or one with mistakes.</summary>
    public LoadedFile<Recipient>? GoodOf(string recipient) => _good.GetValueOrDefault(recipient);

    /// <summary>The good flows that deliver to a recipient, be it as the backup of another or after a review.</summary>
    public IEnumerable<Flow> FlowsTo(Recipient recipient) => Flows.Where(flow => Reaches(flow, recipient.Id)).Select(flow => flow.Value);

    /// <summary>Whether a flow's plan, as far as it could be read, leads to a recipient.</summary>
    public bool Reaches(ReadFile flow, string recipient) => ReachOf(flow.Reading.Nodes.Values).Contains(recipient);

    /// <summary>Everybody that nodes may deliver to, as far as the recipients' files could be read.</summary>
    public IReadOnlyList<string> ReachOf(IEnumerable<PlanNode> nodes) => Reach.Of(nodes, id => _next.GetValueOrDefault(id, []));

    /// <summary>A recipient's backup, that one's, and so on; a circle, a mistake of its own, ends where it closes.</summary>
    public IReadOnlySet<string> BackupsOf(string recipient)
    {
        var backups = new HashSet<string>(StringComparer.Ordinal);
        for (var at = _backups.GetValueOrDefault(recipient); at is not null && at != recipient && backups.Add(at);)
        {
            at = _backups.GetValueOrDefault(at);
        }

        return backups;
    }

    private static IEnumerable<string> NextOf(ReadFile recipient) => recipient is LoadedFile<Recipient> good ? good.Value.Next
        : new[] { Checks.Backups.Of(recipient), recipient.Text("approve") }.OfType<string>();
}
