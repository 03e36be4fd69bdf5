namespace LeadDelivery.Core.Language.Dates;

/// <summary>Time zones by their IANA name.</summary>
internal static class Zones
{
    /// <summary>The longest IANA name has 32 characters.</summary>
    private const int LongestName = 64;

    /// <summary>Null where there is no such zone.</summary>
    public static TimeZoneInfo? Find(string name)
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestName)
        {
            return null;
        }

        return name.Equals("utc", StringComparison.OrdinalIgnoreCase) || name == "Z" ? TimeZoneInfo.Utc
            : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }
}
