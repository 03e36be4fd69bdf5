using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration;

/// <summary>Durations as configuration files write them, for what else takes them.</summary>
public static class Durations
{
    /// <summary>Reads <c>500ms 5s 10m 24h 30d</c>; false for anything else.</summary>
    public static bool TryRead(string text, out TimeSpan span) => DurationShape.TryParse(text, out span);
}
