namespace LeadDelivery.Core.Gates.Standing;

/// <summary>What one minute of a recipient came to.</summary>
internal sealed class Minute
{
    /// <summary>Upper ends of the classes of answering times, in milliseconds; the last has none. Each is at most half as long again
    /// as the one before, so a percentile read from them is at most that far off.</summary>
    private static readonly int[] Ends =
    [
        5, 7, 10, 15, 20, 30, 45, 70, 100, 150, 200, 300, 450, 700, 1000, 1500, 2000, 3000, 4500, 7000, 10_000, 15_000, 20_000, 30_000, 45_000,
    ];

    /// <summary>Minutes since 1970.</summary>
    public long Number { get; set; }

    public int Successes { get; set; }

    public int Failures { get; set; }

    public int Duplicates { get; set; }

    public int Errors { get; set; }

    public int Queued { get; set; }

    /// <summary>Of all attempts, in milliseconds.</summary>
    public double Spent { get; set; }

    /// <summary>Attempts by how long they took.</summary>
    public int[] Times { get; set; } = new int[Ends.Length + 1];

    public int Attempts => Successes + Failures + Duplicates + Errors + Queued;

    public void Add(Delivery.Outcome outcome, double milliseconds)
    {
        switch (outcome)
        {
            case Delivery.Outcome.Success: Successes++; break;
            case Delivery.Outcome.Failure: Failures++; break;
            case Delivery.Outcome.Duplicate: Duplicates++; break;
            case Delivery.Outcome.Queued: Queued++; break;
            default: Errors++; break;
        }

        Spent += milliseconds;
        var at = Array.BinarySearch(Ends, (int)Math.Min(Math.Ceiling(milliseconds), int.MaxValue));
        Times[at < 0 ? ~at : at]++;
    }

    /// <summary>Adds another minute to this sum, or takes it away.</summary>
    public void Add(Minute other, int sign)
    {
        Successes += sign * other.Successes;
        Failures += sign * other.Failures;
        Duplicates += sign * other.Duplicates;
        Errors += sign * other.Errors;
        Queued += sign * other.Queued;
        Spent += sign * other.Spent;
        for (var i = 0; i < Times.Length && i < other.Times.Length; i++)
        {
            Times[i] += sign * other.Times[i];
        }
    }

    /// <summary>Begins another minute.</summary>
    public void Clear(long number)
    {
        (Number, Successes, Failures, Duplicates, Errors, Queued, Spent) = (number, 0, 0, 0, 0, 0, 0);
        Array.Clear(Times);
    }

    /// <summary>The time within which a share of the attempts ended: the upper end of its class; the longest class's lower end where it
    /// falls there.</summary>
    public TimeSpan Percentile(double share)
    {
        var left = (int)Math.Ceiling(Attempts * share);
        for (var i = 0; i < Ends.Length; i++)
        {
            left -= Times[i];
            if (left <= 0)
            {
                return TimeSpan.FromMilliseconds(Ends[i]);
            }
        }

        return TimeSpan.FromMilliseconds(Ends[^1]);
    }
}
