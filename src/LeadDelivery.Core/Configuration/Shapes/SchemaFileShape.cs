using LeadDelivery.Core.Configuration.Checks;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>The name of a file in <c>schemas/</c>, compiled.</summary>
internal sealed class SchemaFileShape : Shape<BodySchema>
{
    public override string Expected => $"the name of a file in {SchemaFiles.Folder}/, such as abc.schema.json or abc.xsd";

    public override bool TryRead(YamlNode node, Place place, out BodySchema value)
    {
        value = null!;
        if (node is not YamlScalar { Means: ScalarKind.Text } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        var known = place.Document.Catalog.Schemas;
        if (!known.TryGetValue(scalar.Text, out var schema))
        {
            var hint = known.Count == 0 ? $"there is no file in {SchemaFiles.Folder}/ at all" : Suggestion.For(scalar.Text, known.Keys);
            return place.Mistake(node.Line, $"unknown schema `{scalar.Text}`, {hint}");
        }

        // A schema with mistakes has them reported under its own name; the recipient cannot be built without it.
        value = schema!;
        return schema is not null || place.Mistake(node.Line, $"the schema {scalar.Text} has mistakes");
    }

    public override void Describe(SchemaWriter schema) => schema.Type("string");

    /// <summary>Why an endpoint's bodies cannot be checked against it; null where they can.</summary>
    public static string? Problem(BodySchema schema, Endpoint endpoint)
    {
        var isXml = schema.Name.EndsWith(BodySchema.XmlEnding, StringComparison.Ordinal);
        if (RequestFormats.OfFields(endpoint) is QueryFormat)
        {
            return "there is no body to check: the fields go into the URL";
        }

        return isXml == endpoint.Format is "xml" or "soap" && (isXml || endpoint.Format is "json" or "text") ? null
            : isXml ? $"an XML Schema is for the formats xml and soap, and the format is {endpoint.Format}"
            : $"a JSON Schema is for the format json, and the format is {endpoint.Format}";
    }
}
