using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>A file that was read without a mistake.</summary>
/// <param name="Reading">What was noted on the way.</param>
/// <param name="Node">As it is written.</param>
/// <param name="Value">What it means.</param>
internal sealed record LoadedFile<T>(DocumentReading Reading, YamlNode Node, T Value)
{
    /// <summary>Its path within the configuration's folder.</summary>
    public string File => Reading.File;

    /// <summary>What is wrong at a path of names and indexes, on its line.</summary>
    public Mistake MistakeAt(string path, string message) => new(File, YamlPath.LineOf(Node, path), path, message);
}

/// <summary>The files of a configuration that were read without a mistake.</summary>
internal sealed record LoadedFiles(
    IReadOnlyList<LoadedFile<Recipient>> Recipients,
    IReadOnlyList<LoadedFile<Flow>> Flows,
    IReadOnlyList<LoadedFile<Source>> Sources,
    IReadOnlyList<LoadedFile<Batch>> Batches)
{
    private readonly Dictionary<string, string?> _backups = Recipients.DistinctBy(recipient => recipient.Value.Id)
        .ToDictionary(recipient => recipient.Value.Id, recipient => recipient.Value.Backup, StringComparer.Ordinal);

    /// <summary>The flows that deliver to a recipient, be it as the backup of another.</summary>
    public IEnumerable<Flow> FlowsTo(Recipient recipient) =>
        Flows.Select(flow => flow.Value).Where(flow => flow.Reaches(id => _backups.GetValueOrDefault(id)).Contains(recipient.Id));
}
