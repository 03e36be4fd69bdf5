namespace LeadDelivery.Testing.Simulation;

/// <summary>How long the steps of a simulated engine take: by chance, so that steps of different instances come in every order, and so that
/// a crash can come between any two.</summary>
public sealed class SimulationPace(Random chance)
{
    /// <summary>A commit: up to 4 ms, a disk's flush with others in the queue.</summary>
    public TimeSpan Commit => Within(4);

    /// <summary>From an activity that may start to its first step: mostly at once, at times a while.</summary>
    public TimeSpan Dispatch => chance.Next(8) == 0 ? Within(20) : Within(0.5);

    /// <summary>From an activity's end until its result is taken.</summary>
    public TimeSpan Result => Within(1);

    /// <summary>How long a write that nobody waits for is held: 50 to 100 ms, as in the engine.</summary>
    public TimeSpan Soon => TimeSpan.FromMilliseconds(50) + Within(50);

    /// <summary>How late a timer fires.</summary>
    public TimeSpan Lateness => chance.Next(8) == 0 ? Within(50) : TimeSpan.Zero;

    /// <summary>How long a read takes that does not answer at once; null: it does.</summary>
    public TimeSpan? Read => chance.Next(16) == 0 ? Within(1) : null;

    private TimeSpan Within(double milliseconds) => TimeSpan.FromTicks((long)(chance.NextDouble() * milliseconds * TimeSpan.TicksPerMillisecond));
}
