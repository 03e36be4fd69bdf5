namespace LeadDelivery.Bench.Parked;

/// <summary>
/// The clock that leads are parked under: as long before a lead is due as its window lasts. So due times are spread as wanted,
/// however fast the leads are taken in. Everything but the time of day is the system's.
/// </summary>
internal sealed class SeedClock(TimeSpan window) : TimeProvider
{
    private long now = DateTimeOffset.UtcNow.UtcTicks;

    /// <summary>A lead that starts now is due at this time.</summary>
    public DateTimeOffset Due
    {
        set => Volatile.Write(ref now, (value - window).UtcTicks);
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref now), TimeSpan.Zero);
}
