namespace LeadDelivery.Testing.Simulation;

/// <summary>
/// The one thread of a simulation, as awaits see it: what yields goes on as an event of the clock, in the process that yielded. What
/// awaits a task that ends on this thread goes on right there.
/// </summary>
public sealed class VirtualThread(VirtualClock clock) : SynchronizationContext
{
    /// <summary>Runs code on it.</summary>
    public static void Run(VirtualClock clock, Action run)
    {
        var outer = Current;
        SetSynchronizationContext(new VirtualThread(clock));
        try
        {
            run();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => clock.After(TimeSpan.Zero, () => d(state));

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;
}
