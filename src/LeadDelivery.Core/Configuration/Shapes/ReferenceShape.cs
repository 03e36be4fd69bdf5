using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>The id of another file.</summary>
/// <param name="kind">What it names, for people.</param>
/// <param name="known">The ids there are.</param>
internal sealed class ReferenceShape(string kind, Func<CatalogReading, IReadOnlySet<string>> known) : Shape<string>
{
    public static ReferenceShape Flow { get; } = new("flow", c => c.Flows);

    public static ReferenceShape Recipient { get; } = new("recipient", c => c.Recipients);

    public override string Expected => $"the id of a {kind}";

    public override bool TryRead(YamlNode node, Place place, out string value)
    {
        value = "";
        if (node is not YamlScalar { Means: not ScalarKind.Null } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        // An id such as 123 is a number to YAML; nothing but the id can be meant.
        value = scalar.Text;
        var ids = known(place.Document.Catalog);
        var hint = ids.Count == 0 ? $"there is no {kind} at all" : Suggestion.For(value, ids);
        return ids.Contains(value) || place.Mistake(node.Line, $"unknown {kind} `{value}`, {hint}");
    }

    public override void Describe(SchemaWriter schema) => schema.Type("string");
}
