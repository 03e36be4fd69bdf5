using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>Text that everybody may see, so that no secret can be put into it and its mistakes may repeat it.</summary>
/// <param name="read">From the text to what it means; null with what is wrong.</param>
internal sealed class PlainTextShape<T>(string expected, PlainTextShape<T>.Reader read) : Shape<T>
    where T : class
{
    /// <summary>Reads a text.</summary>
    public delegate T? Reader(string text, out string? mistake);

    public override string Expected => expected;

    public override bool TryRead(YamlNode node, Place place, out T value)
    {
        value = null!;
        if (node is not YamlScalar { Means: ScalarKind.Text } scalar)
        {
            return place.Unexpected(node, expected);
        }

        if (scalar.Text.Contains("${", StringComparison.Ordinal))
        {
            return place.Mistake(node.Line, "is seen by everybody and cannot hold a secret");
        }

        value = read(scalar.Text, out var mistake)!;
        return mistake is null || place.Mistake(node.Line, mistake);
    }

    public override void Describe(SchemaWriter schema) => schema.Type("string");
}
