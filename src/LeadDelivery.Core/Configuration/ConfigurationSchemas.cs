using LeadDelivery.Core.Configuration.Documents;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration;

/// <summary>JSON Schemas (2020-12) of the configuration's files, for editors; made from the same shapes that check the files.</summary>
public static class ConfigurationSchemas
{
    /// <summary>Of <c>sources/*.yaml</c>.</summary>
    public static string Source => SchemaWriter.Write("urn:lead-delivery:schema:source", "Source", SourceDocument.Shape);

    /// <summary>Of <c>flows/*.yaml</c>.</summary>
    public static string Flow => SchemaWriter.Write("urn:lead-delivery:schema:flow", "Flow", FlowDocument.Shape);

    /// <summary>Of <c>recipients/*.yaml</c>.</summary>
    public static string Recipient => SchemaWriter.Write("urn:lead-delivery:schema:recipient", "Recipient", RecipientDocument.Shape);

    /// <summary>Of <c>batches/*.yaml</c>.</summary>
    public static string Batch => SchemaWriter.Write("urn:lead-delivery:schema:batch", "Batch", BatchDocument.Shape);

    /// <summary>Each by its file name under <c>docs/schemas</c>.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["source.schema.json"] = Source,
        ["flow.schema.json"] = Flow,
        ["recipient.schema.json"] = Recipient,
        ["batch.schema.json"] = Batch,
    };
}
