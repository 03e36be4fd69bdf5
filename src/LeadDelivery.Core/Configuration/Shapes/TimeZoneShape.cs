using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A time zone by its IANA name.</summary>
internal sealed class TimeZoneShape : Shape<TimeZoneInfo>
{
    public override string Expected => "a time zone such as America/New_York, Europe/Berlin or UTC";

    public override bool TryRead(YamlNode node, Place place, out TimeZoneInfo value)
    {
        value = TimeZoneInfo.Utc;
        if (node is not YamlScalar { Means: ScalarKind.Text } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        // The system's own names of zones, where it has any beside IANA's, would not load elsewhere.
        var isIana = scalar.Text == "UTC" || (scalar.Text.Contains('/') && !scalar.Text.StartsWith('/') && !scalar.Text.Contains(".."));
        if (isIana && TimeZoneInfo.TryFindSystemTimeZoneById(scalar.Text, out var zone))
        {
            value = zone;
            return true;
        }

        return place.Mistake(node.Line, $"`{scalar.Text}` is not known, expected {Expected}");
    }

    public override void Describe(SchemaWriter schema) => schema.Type("string");
}
