using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Schemas.Json;
using LeadDelivery.Core.Schemas.Xml;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Finds recipients whose mapping cannot satisfy their schema, whatever a lead holds.</summary>
internal static class SchemaFit
{
    /// <summary>Checks every recipient that has a schema, its ping too.</summary>
    public static void Check(LoadedFiles files, List<Mistake> mistakes)
    {
        foreach (var file in files.Recipients)
        {
            var flows = files.FlowsTo(file.Value).ToList();
            Check(file, file.Value, "", flows, files.FlowFiles.IsWhole, mistakes);
            if (file.Value.Ping is { } ping)
            {
                Check(file, ping.Call, "ping.", flows, files.FlowFiles.IsWhole, mistakes);
            }
        }
    }

    // Of a flow with mistakes it is not known what it declares: then nothing is taken for certain that its leads could say otherwise.
    private static void Check(
        LoadedFile<Recipient> file, Recipient call, string section, List<Flow> flows, bool isWhole, List<Mistake> mistakes)
    {
        if (call is not { Fields: { } fields, Endpoint: { } endpoint })
        {
            return;
        }

        var found = endpoint.Schema switch
        {
            JsonSchemaFile json when RequestFormats.OfFields(endpoint) is JsonFormat =>
                JsonFit.Check(fields.Root, json.Root, new MappedKinds(isWhole ? flows : [])),
            XmlSchemaFile when isWhole || flows.Count > 0 => XmlFit.Check(call, flows),
            _ => [],
        };
        foreach (var (path, problem) in found)
        {
            var place = path.Length == 0 ? $"{section}fields" : path[0] == '[' ? $"{section}fields{path}" : $"{section}fields.{path}";
            var message = $"can never satisfy {endpoint.Schema!.Name}: {problem}";
            mistakes.Add(new(file.File, YamlPath.LineOf(file.Node, place), place, message));
        }
    }
}
