using System.Collections.Frozen;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language.Dates;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A time zone by its IANA name.</summary>
internal sealed class ZoneShape : Shape<TimeZoneInfo>
{
    /// <summary>What people call zones whose name is another; zones of a fixed offset that they call so are rarely meant.</summary>
    private static readonly FrozenDictionary<string, string> Everyday = new (string Zone, string Names)[]
    {
        ("America/New_York", "Eastern|US Eastern|Eastern Time|Eastern Standard Time|ET|EDT|US/East"),
        ("America/Chicago", "Central|US Central|Central Time|Central Standard Time|CT|CDT|CST"),
        ("America/Denver", "Mountain|US Mountain|Mountain Time|Mountain Standard Time|MT|MDT"),
        ("America/Los_Angeles", "Pacific|US Pacific|Pacific Time|Pacific Standard Time|PT|PDT|PST"),
        ("America/Anchorage", "Alaska|Alaska Time|AKST|AKDT"),
        ("Pacific/Honolulu", "Hawaii|Hawaii Time"),
        ("Europe/London", "UK|BST|British Time"),
        ("Europe/Berlin", "CEST|Germany"),
    }.SelectMany(zone => zone.Names.Split('|').Select(name => KeyValuePair.Create(name, zone.Zone)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>The zone of a place whose winter time a zone of a fixed offset is called by; null for any other.</summary>
    public static string? Seasonal(string name) => name.Trim() switch
    {
        "EST" => "America/New_York",
        "MST" => "America/Denver",
        _ => null,
    };

    public override void Describe(SchemaWriter schema) => schema.Type("string");

    private static string Near(string name)
    {
        if (Everyday.TryGetValue(name.Trim(), out var meant))
        {
            return $"did you mean `{meant}`?";
        }

        // People write cities and their own words for zones: a city alone is enough to tell.
        var known = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal)).ToList();
        var city = known.Where(id => City(id).Equals(City(name), StringComparison.OrdinalIgnoreCase)).MinBy(id => id.Length);
        var hint = city is null ? Suggestion.For(name, known) : $"did you mean `{city}`?";
        return hint.StartsWith("did", StringComparison.Ordinal) ? hint : $"expected {Wanted}";
    }

    private static string City(string name) => name[(name.LastIndexOf('/') + 1)..].Replace(' ', '_');
}
