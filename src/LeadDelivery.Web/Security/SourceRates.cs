using System.Collections.Concurrent;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Web.Answers;

namespace LeadDelivery.Web.Security;

/// <summary>Holds each source to its rate, by the generic cell rate algorithm: one number per source, in memory. Safe for threads.</summary>
public sealed class SourceRates(TimeProvider time)
{
    // When the next request would be due if all came evenly spread, in ticks since the first.
    private readonly ConcurrentDictionary<string, long> _due = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();

    /// <summary>The answer to a source that sends too fast; null: go on.</summary>
    internal Problem? Ask(Source source)
    {
        if (source.Rate is not { } rate)
        {
            return null;
        }

        while (true)
        {
            var now = time.GetElapsedTime(_start).Ticks;
            var before = _due.GetOrAdd(source.Id, 0);
            var due = Math.Max(before, now);
            if (due - now > rate.Tolerance.Ticks)
            {
                return new(429, "rate", "Too many requests", $"This key may send {rate.Count} requests in {Unit(rate.Per)}. Nothing was taken; send it again.")
                {
                    RetryAfter = TimeSpan.FromTicks(due - now - rate.Tolerance.Ticks),
                };
            }

            if (_due.TryUpdate(source.Id, due + rate.Interval.Ticks, before))
            {
                return null;
            }
        }
    }

    private static string Unit(TimeSpan per) => per.TotalSeconds switch
    {
        1 => "a second",
        60 => "a minute",
        _ => "an hour",
    };
}
