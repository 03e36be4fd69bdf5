using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>retry:</c> of a recipient.</summary>
internal static class RetryDocument
{
    private static readonly RetryPolicy Default = new();

    private static readonly string[] Repeatable = ["transport", "timeout", "408", "429", "5xx"];

    private static readonly Key<int> Attempts = Key.Of(
        "attempts", Is.Integer(1, 100), "Attempts in all, the first included.").Or(Default.Attempts, $"{Default.Attempts}");

    private static readonly Key<bool> Backoff = Key.Of(
        "backoff",
        new WordShape<bool>(("exponential", true), ("fixed", false)),
        "Each wait twice the last, or all alike.").Or(Default.Exponential,
        "exponential");

    private static readonly Key<TimeSpan> Initial = Key.Of(
        "initial", Is.Duration("0", "24h"), "The first wait.").Or(Default.Initial, DurationShape.Text(Default.Initial));

    private static readonly Key<TimeSpan> Max = Key.Of(
        "max", Is.Duration("0", "30d"), "The longest wait.").Or(Default.Max, DurationShape.Text(Default.Max));

    private static readonly Key<bool> Jitter = Key.Of(
        "jitter",
        Is.Boolean,
        "Waits are shortened by up to a half, so that failures do not all come back at once.").Or(Default.Jitter,
        "true");

    private static readonly Key<ImmutableArray<string>> On = Key.Of(
        "on",
        new ListShape<string>(new WordShape<string>([.. Repeatable.Select(word => (word, word))])),
        "What is tried again.").Or([.. Default.On], "[transport, timeout, 429, 5xx]");

    private static readonly Key<TimeSpan> RetryAfterMax = Key.Of(
        "retry_after_max",
        Is.Duration("0", "30d"),
        "The longest Retry-After obeyed; a longer one ends the delivery in error.").Or(Default.RetryAfterMax,
        DurationShape.Text(Default.RetryAfterMax));

    private static readonly Key<decimal> TimeoutGrowth = Key.Of(
        "timeout_growth",
        Is.Number(1, 10),
        "Each attempt's time bounds are the last one's times this.").Or(Default.TimeoutGrowth,
        $"{Default.TimeoutGrowth}");

    public static ObjectShape<RetryPolicy> Shape { get; } = new(
        "When and how often an attempt is repeated.", Build, Attempts, Backoff, Initial, Max, Jitter, On, RetryAfterMax, TimeoutGrowth);

    private static RetryPolicy Build(ObjectReading retry)
    {
        // Only one of the two given: the other gives way, rather than being a mistake nobody sees in the file.
        var (initial, max) = (retry.Get(Initial), retry.Get(Max));
        if (initial > max && retry.Has(Initial) && retry.Has(Max))
        {
            retry.Mistake(Max, $"is less than initial, expected {DurationShape.Text(initial)} or more");
        }

        return new RetryPolicy
        {
            Attempts = retry.Get(Attempts),
            Exponential = retry.Get(Backoff),
            Initial = retry.Has(Initial) ? initial : TimeSpan.FromTicks(Math.Min(initial.Ticks, max.Ticks)),
            Max = retry.Has(Max) ? max : TimeSpan.FromTicks(Math.Max(initial.Ticks, max.Ticks)),
            Jitter = retry.Get(Jitter),
            On = [.. retry.Get(On)],
            RetryAfterMax = retry.Get(RetryAfterMax),
            TimeoutGrowth = retry.Get(TimeoutGrowth),
        };
    }
}
