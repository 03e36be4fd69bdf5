namespace LeadDelivery.Core.Batches.Schedules;

/// <summary>Decides when a file is due: a pure function of the schedule, of what waits, and of the clock.</summary>
public static class BatchDue
{
    /// <summary>
    /// How far the clock may be set back before cron begins anew: a day. Within it no time comes twice; a clock that was ahead by more
    /// had handled times that are still to come, and files would stay away until then.
    /// </summary>
    public static readonly TimeSpan LongestSetBack = TimeSpan.FromDays(1);

    /// <summary>What is to be done at a moment.</summary>
    public static BatchDecision Decide(BatchSchedule schedule, BatchStanding standing, DateTimeOffset now)
    {
        var handled = Handled(schedule, standing, now, out var begins);
        var cron = handled is { } from ? LatestMissed(schedule, from, now) : null;
        DueReason? reason = standing.Taking ? null
            : cron is not null ? DueReason.Cron
            : Rows(schedule, standing, now);
        return new()
        {
            Due = reason,
            CronTime = reason == DueReason.Cron ? cron : null,
            Begins = begins,
            LookAgain = standing.Taking ? null : reason is not null ? now : Next(schedule, standing, handled, now),
        };
    }

    // A new schedule, or one that was changed, has missed nothing: it holds from now on.
    private static DateTimeOffset? Handled(BatchSchedule schedule, BatchStanding standing, DateTimeOffset now, out DateTimeOffset? begins)
    {
        begins = null;
        if (schedule.CronKey is not { } key)
        {
            return null;
        }

        if (standing.CronKey == key && standing.Handled is { } handled && handled - now <= LongestSetBack)
        {
            return handled;
        }

        begins = now;
        return now;
    }

    private static DueReason? Rows(BatchSchedule schedule, BatchStanding standing, DateTimeOffset now) =>
        standing.Waiting == 0 ? null
        : standing.Waiting >= schedule.Count ? DueReason.Count
        : standing.Oldest + schedule.MaxAge <= now ? DueReason.MaxAge
        : standing.Newest + schedule.Idle <= now ? DueReason.Idle
        : null;

    /// <summary>The latest time of cron that has come and was not handled. A host that was down for a year does not count the minutes:
    /// it looks back in growing steps.</summary>
    private static DateTimeOffset? LatestMissed(BatchSchedule schedule, DateTimeOffset handled, DateTimeOffset now)
    {
        for (var back = TimeSpan.FromHours(1); ; back *= 2)
        {
            var isAll = now - handled <= back;
            DateTimeOffset? latest = null;
            for (var next = Cron(isAll ? handled : now - back); next <= now; next = Cron(next.Value))
            {
                latest = next;
            }

            if (latest is not null || isAll)
            {
                return latest;
            }
        }

        DateTimeOffset? Cron(DateTimeOffset after) => schedule.Cron!.Next(after, schedule.Zone);
    }

    private static DateTimeOffset? Next(BatchSchedule schedule, BatchStanding standing, DateTimeOffset? handled, DateTimeOffset now)
    {
        var cron = handled is { } from ? schedule.Cron!.Next(from > now ? from : now, schedule.Zone) : null;
        DateTimeOffset?[] times = standing.Waiting == 0
            ? [cron]
            : [cron, standing.Oldest + schedule.MaxAge, standing.Newest + schedule.Idle];
        return times.Min();
    }
}

/// <summary>Why a file is due.</summary>
public enum DueReason
{
    /// <summary>A time of cron has come.</summary>
    Cron,

    /// <summary>Enough rows wait.</summary>
    Count,

    /// <summary>No row has come for long enough.</summary>
    Idle,

    /// <summary>The oldest row has waited long enough.</summary>
    MaxAge,

    /// <summary>Somebody asked for it.</summary>
    Demand,
}

/// <summary>Where a batch stands between two files.</summary>
public sealed record BatchStanding
{
    /// <summary>The <see cref="BatchSchedule.CronKey"/> that <see cref="Handled"/> belongs to; null before the first look.</summary>
    public string? CronKey { get; init; }

    /// <summary>The last time of cron that a file was made for, or when the schedule came into force.</summary>
    public DateTimeOffset? Handled { get; init; }

    /// <summary>The rows that wait; may be counted up to <see cref="BatchSchedule.Count"/>, or to one, alone.</summary>
    public int Waiting { get; init; }

    /// <summary>When the oldest of them was queued; null for none.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>When the newest of them was queued; null for none.</summary>
    public DateTimeOffset? Newest { get; init; }

    /// <summary>A file is being taken from them: no other begins before it is done.</summary>
    public bool Taking { get; init; }
}

/// <summary>What a look at a batch comes to.</summary>
public sealed record BatchDecision
{
    /// <summary>Why a file is due; null: none is.</summary>
    public DueReason? Due { get; init; }

    /// <summary>The time of cron that the file stands for, the latest that was missed; it is <see cref="BatchStanding.Handled"/> from
    /// then on. Null for a file that is due for another reason.</summary>
    public DateTimeOffset? CronTime { get; init; }

    /// <summary>Where not null, cron comes into force at this moment: it is to be kept as <see cref="BatchStanding.Handled"/> with the
    /// schedule's <see cref="BatchSchedule.CronKey"/>, whether a file is due or not.</summary>
    public DateTimeOffset? Begins { get; init; }

    /// <summary>When to look again; null: when something has happened (a row, the end of the file that is being taken).</summary>
    public DateTimeOffset? LookAgain { get; init; }
}
