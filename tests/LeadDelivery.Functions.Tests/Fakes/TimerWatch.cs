using System.Threading.Channels;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>A clock that a test moves, and that tells when something begins to wait.</summary>
internal sealed class TimerWatch : TimeProvider
{
    private readonly ManualTimeProvider clock = new();
    private readonly Channel<TimeSpan> timers = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until something waits for so long, and lets that time pass.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await timers.Reader.ReadAsync(limit.Token) != wait)
        {
        }

        clock.Advance(wait);
    }

    public void Advance(TimeSpan by) => clock.Advance(by);
}
