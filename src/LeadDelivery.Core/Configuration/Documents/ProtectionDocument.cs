using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Pausing;
using LeadDelivery.Core.Gates.Rates;
using LeadDelivery.Core.Gates.Standing;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary>The keys of a recipient that protect it and tell of it: <c>circuit rate queue shutdown alerts</c>.</summary>
internal static class ProtectionDocument
{
    private static readonly CircuitPolicy Default = new();
    private static readonly QueuePolicy DefaultQueue = new();

    private static readonly Key<decimal> Ratio = Key.Of(
        "ratio", Is.Number(0.01m, 1), "The share of failures among the last attempts that opens it.").Or(Default.Ratio, "0.5");

    private static readonly Key<int> Window = Key.Of(
        "window", Is.Integer(1, 10_000), "How many of the last attempts are looked at; the ratio counts from 20 on, or all of them, or a fifth.")
        .Or(Default.Window, $"{Default.Window}");

    private static readonly Key<int> Consecutive = Key.Of(
        "consecutive", Is.Integer(1, 1_000), "Failures in a row that open it.").Or(Default.Consecutive, $"{Default.Consecutive}");

    private static readonly Key<TimeSpan> Within = Key.Of(
        "within", Is.Duration("1s", "30d"), "The time within which the failures in a row must come.")
        .Or(Default.Within, DurationShape.Text(Default.Within));

    private static readonly Key<TimeSpan> Break = Key.Of(
        "break", Is.Duration("100ms", "30d"), "How long it is left alone before one attempt tries whether it is back.")
        .Or(Default.Break, DurationShape.Text(Default.Break));

    private static readonly Key<TimeSpan> BreakMax = Key.Of(
        "break_max", Is.Duration("100ms", "30d"), "The longest break: each that ends in another failure is followed by one twice as long.")
        .Or(Default.BreakMax, DurationShape.Text(Default.BreakMax));

    private static readonly Key<CircuitPolicy> Circuit = Key.Of(
        "circuit",
        new ObjectShape<CircuitPolicy>("When a failing recipient is left alone.", BuildCircuit, Ratio, Window, Consecutive, Within, Break, BreakMax),
        "When a failing recipient is left alone; it never is where not given.").Like("{ consecutive: 10, break: 5m }");

    private static readonly Key<RateLimit> Rate = Key.Of(
        "rate", new RateShape(), "How many requests it gets in a second, minute or hour; more wait for their turn.").Like("20/s");

    private static readonly Key<int> Limit = Key.Of(
        "limit", Is.Integer(1, 1_000_000), "How many may wait.").Or(DefaultQueue.Limit, $"{DefaultQueue.Limit}");

    private static readonly Key<TimeSpan> Deadline = Key.Of(
        "deadline", Is.Duration("1s", "30d"), "How long one may wait.")
        .Or(DefaultQueue.Deadline, DurationShape.Text(DefaultQueue.Deadline));

    private static readonly Key<QueuePolicy> Queue = Key.Of(
        "queue",
        new ObjectShape<QueuePolicy>(
            "What may wait for a recipient.", queue => new(queue.Get(Limit), queue.Get(Deadline)), Limit, Deadline),
        "What may wait for its rate and its concurrency; more are skipped.").Like("{ limit: 1000, deadline: 1m }");

    private static readonly Key<int> Rejects = Key.Of(
        "rejects", Is.Integer(1, 1_000_000), "Refusals in a row that pause it.").Required();

    private static readonly Key<ShutdownPolicy> Shutdown = Key.Of(
        "shutdown",
        new ObjectShape<ShutdownPolicy>("The refusals that pause a recipient.", shutdown => new(shutdown.Get(Rejects)), Rejects),
        "A run of refusals pauses it, with an alert.").Like("{ rejects: 25 }");

    private static readonly Key<Threshold> SuccessRate = Key.Of(
        "success_rate", new ThresholdShape(below: true), "The share of successes in the last hour that is too low.").Like("\"< 90%\"");

    private static readonly Key<Threshold> ResponseTime = Key.Of(
        "response_time", new ThresholdShape(below: false), "The mean response time of the last hour that is too long.").Like("\"> 2s\"");

    private static readonly Key<int> ConsecutiveErrors = Key.Of(
        "consecutive_errors", Is.Integer(1, 1_000_000), "Technical failures in a row that are too many.");

    /// <summary>What somebody should look at, of recipients of every kind.</summary>
    public static readonly Key<AlertRules> Alerts = Key.Of(
        "alerts",
        new ObjectShape<AlertRules>(
            "What of a recipient somebody should look at.",
            alerts => new(alerts.Get(SuccessRate), alerts.Get(ResponseTime), alerts.Find(ConsecutiveErrors)),
            SuccessRate, ResponseTime, ConsecutiveErrors),
        "What of it somebody should look at; each is told once until it is over.")
        .Like("{ success_rate: \"< 90%\", consecutive_errors: 5 }");

    /// <summary>The keys.</summary>
    public static ImmutableArray<Key> Keys { get; } = [Circuit, Rate, Queue, Shutdown, Alerts];

    /// <summary>The recipient with what its keys say.</summary>
    public static Recipient With(Recipient recipient, ObjectReading reading) => recipient with
    {
        Circuit = reading.Get(Circuit),
        Rate = reading.Get(Rate),
        Queue = reading.Get(Queue) ?? DefaultQueue,
        Shutdown = reading.Get(Shutdown),
        Alerts = reading.Get(Alerts),
    };

    private static CircuitPolicy BuildCircuit(ObjectReading circuit)
    {
        // Only one of the two given: the other gives way, as with retries.
        var (first, longest) = (circuit.Get(Break), circuit.Get(BreakMax));
        if (first > longest && circuit.Has(Break) && circuit.Has(BreakMax))
        {
            circuit.Mistake(BreakMax, $"is less than break, expected {DurationShape.Text(first)} or more");
        }

        return new()
        {
            Ratio = circuit.Get(Ratio),
            Window = circuit.Get(Window),
            Consecutive = circuit.Get(Consecutive),
            Within = circuit.Get(Within),
            Break = circuit.Has(Break) ? first : TimeSpan.FromTicks(Math.Min(first.Ticks, longest.Ticks)),
            BreakMax = circuit.Has(BreakMax) ? longest : TimeSpan.FromTicks(Math.Max(first.Ticks, longest.Ticks)),
        };
    }
}
