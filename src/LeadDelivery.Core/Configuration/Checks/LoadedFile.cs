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
}

/// <summary>The files of a configuration that were read without a mistake.</summary>
internal sealed record LoadedFiles(
    IReadOnlyList<LoadedFile<Recipient>> Recipients, IReadOnlyList<LoadedFile<Flow>> Flows, IReadOnlyList<LoadedFile<Source>> Sources)
{
    /// <summary>The flows that deliver to a recipient.</summary>
    public IEnumerable<Flow> FlowsTo(Recipient recipient) => Flows.Select(flow => flow.Value).Where(flow => flow.DeliversTo(recipient.Id));
}
