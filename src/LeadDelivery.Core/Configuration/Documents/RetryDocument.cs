using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>retry:</c> of a recipient, and of a batch's transfers.</summary>
internal sealed class RetryDocument
{
    private static readonly RetryPolicy Default = new();

    private static readonly string[] Repeatable = ["transport", "timeout", "408", "429", "5xx"];

    private readonly Key<int> _attempts;
    private readonly Key<bool> _backoff;
    private readonly Key<TimeSpan> _initial;
    private readonly Key<TimeSpan> _max;
    private readonly Key<bool> _jitter;

    private RetryDocument(RetryPolicy defaults)
    {
        _attempts = Key.Of("attempts", Is.Integer(1, 100), "Attempts in all, the first included.")
            .Or(defaults.Attempts, $"{defaults.Attempts}");
        _backoff = Key.Of(
            "backoff",
            new WordShape<bool>(("exponential", true), ("fixed", false)),
            "Each wait twice the last, or all alike.").Or(defaults.Exponential,
            "exponential");
        _initial = Key.Of("initial", Is.Duration("0", "24h"), "The first wait.").Or(defaults.Initial, DurationShape.Text(defaults.Initial));
        _max = Key.Of("max", Is.Duration("0", "30d"), "The longest wait.").Or(defaults.Max, DurationShape.Text(defaults.Max));
        _jitter = Key.Of(
            "jitter",
            Is.Boolean,
            "Waits are shortened by up to a half, so that failures do not all come back at once.").Or(defaults.Jitter,
            "true");
    }

    private static readonly Key<ImmutableArray<string>> On = Key.Of(
        "on",
        new ListShape<string>(new WordShape<string>([.. Repeatable.Select(word => (word, word))])),
        "What is tried again.").Or([.. Default.On], "[transport, timeout, 429, 5xx]");

    private static readonly Key<TimeSpan> RetryAfterMax = Key.Of(
        "retry_after_max",
        Is.Duration("0", "30d"),
        "The longest Retry-After obeyed: who asks for longer is tried again after this.").Or(Default.RetryAfterMax,
        DurationShape.Text(Default.RetryAfterMax));

    private static readonly Key<decimal> TimeoutGrowth = Key.Of(
        "timeout_growth",
        Is.Number(1, 10),
        "Each attempt's time bounds are the last one's times this.").Or(Default.TimeoutGrowth,
        $"{Default.TimeoutGrowth}");

    /// <summary>Of a recipient's attempts.</summary>
    public static ObjectShape<RetryPolicy> Shape { get; } = new RetryDocument(Default).Of([On, RetryAfterMax, TimeoutGrowth]);

    /// <summary>Of what is no request: how often and when alone.</summary>
    public static ObjectShape<RetryPolicy> ShapeFor(RetryPolicy defaults) => new RetryDocument(defaults).Of([]);

    private ObjectShape<RetryPolicy> Of(ImmutableArray<Key> more) => new(
        "When and how often an attempt is repeated.", Build, [_attempts, _backoff, _initial, _max, _jitter, .. more]);

    private RetryPolicy Build(ObjectReading retry)
    {
        // Only one of the two given: the other gives way, rather than being a mistake nobody sees in the file.
        var (initial, max) = (retry.Get(_initial), retry.Get(_max));
        if (initial > max && retry.Has(_initial) && retry.Has(_max))
        {
            retry.Mistake(_max, $"is less than initial, expected {DurationShape.Text(initial)} or more");
        }

        return new RetryPolicy
        {
            Attempts = retry.Get(_attempts),
            Exponential = retry.Get(_backoff),
            Initial = retry.Has(_initial) ? initial : TimeSpan.FromTicks(Math.Min(initial.Ticks, max.Ticks)),
            Max = retry.Has(_max) ? max : TimeSpan.FromTicks(Math.Max(initial.Ticks, max.Ticks)),
            Jitter = retry.Get(_jitter),
            On = [.. retry.Get(On)],
            RetryAfterMax = retry.Get(RetryAfterMax),
            TimeoutGrowth = retry.Get(TimeoutGrowth),
        };
    }
}
