using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language.Dates;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A time zone by its IANA name.</summary>
internal sealed class ZoneShape : Shape<TimeZoneInfo>
{
    private const string Wanted = "a time zone such as America/New_York";

    public override string Expected => Wanted;

    public override bool TryRead(YamlNode node, Place place, out TimeZoneInfo value)
    {
        value = TimeZoneInfo.Utc;
        if (node is not YamlScalar { Means: ScalarKind.Text } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        if (Zones.Find(scalar.Text) is { } zone)
        {
            value = zone;
            return true;
        }

        return place.Mistake(node.Line, Unknown(scalar.Text));
    }

    /// <summary>What is said of a zone that there is not.</summary>
    public static string Unknown(string name) => $"`{name}` is not a known time zone, {Near(name)}";

    public override void Describe(SchemaWriter schema) => schema.Type("string");

    private static string Near(string name)
    {
        // People write cities and their own words for zones: a city alone is enough to tell.
        var known = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal)).ToList();
        var city = known.Where(id => City(id).Equals(City(name), StringComparison.OrdinalIgnoreCase)).MinBy(id => id.Length);
        var hint = city is null ? Suggestion.For(name, known) : $"did you mean `{city}`?";
        return hint.StartsWith("did", StringComparison.Ordinal) ? hint : $"expected {Wanted}";
    }

    private static string City(string name) => name[(name.LastIndexOf('/') + 1)..].Replace(' ', '_');
}
