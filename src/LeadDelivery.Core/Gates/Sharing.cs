namespace LeadDelivery.Core.Gates;

/// <summary>Who keeps one record store's limits: one process, whose memory is the authority, or several workers, for whom the rows are.</summary>
public sealed record Sharing
{
    private Sharing()
    {
    }

    /// <summary>One process alone: nothing is read again once it is loaded.</summary>
    public static Sharing OneProcess { get; } = new();

    /// <summary>Several workers at once: what is decided is decided by rows, under their conditions.</summary>
    public static Sharing ManyWorkers { get; } = new() { IsShared = true };

    /// <summary>Whether others may change the rows.</summary>
    public bool IsShared { get; private init; }

    /// <summary>
    /// How old pauses, circuits, and the caps and balances that auctions and rotations go by, may be. 2 s: a recipient that is down fails a
    /// few attempts more, and 500 workers read 250 times a second.
    /// </summary>
    public TimeSpan StandingFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How old the caps and balances that people look at may be. 5 s: nobody reads faster.</summary>
    public TimeSpan ViewFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How old other workers' minutes of the last hour may be. 1 min: they write them when they are over.</summary>
    public TimeSpan HoursFor { get; init; } = TimeSpan.FromMinutes(1);
}
