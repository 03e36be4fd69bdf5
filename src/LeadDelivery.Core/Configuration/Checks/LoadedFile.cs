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
    private readonly Dictionary<string, LoadedFile<Recipient>> _byId = Recipients.DistinctBy(recipient => recipient.Value.Id)
        .ToDictionary(recipient => recipient.Value.Id, StringComparer.Ordinal);

    /// <summary>A recipient's file by its id; null where there is none.</summary>
    public LoadedFile<Recipient>? FileOf(string recipient) => _byId.GetValueOrDefault(recipient);

    /// <summary>The flows that deliver to a recipient, be it as the backup of another or after a review.</summary>
    public IEnumerable<Flow> FlowsTo(Recipient recipient) =>
        Flows.Select(flow => flow.Value).Where(flow => Reach.Of(flow.Roots, id => FileOf(id)?.Value).Contains(recipient.Id));
}
