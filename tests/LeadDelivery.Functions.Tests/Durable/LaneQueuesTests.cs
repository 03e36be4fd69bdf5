using LeadDelivery.Core.Workflow;
using LeadDelivery.Functions.Durable;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Durable;

public sealed class LaneQueuesTests
{
    private readonly ManualTimeProvider _time = new(new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Call_that_waits_for_too_long_goes_outside_of_the_lane_and_takes_no_place()
    {
        var lanes = new LaneQueues(new Busy(), _time);
        var first = await lanes.EnterAsync("recipient/a", CancellationToken.None);
        var second = lanes.EnterAsync("recipient/a", CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        using (var late = await second)
        {
            Assert.Equal((true, false), (late.IsLate, late.IsFull));
        }

        first.Dispose();
        using var third = await lanes.EnterAsync("recipient/a", CancellationToken.None);
        Assert.Equal((false, false), (third.IsLate, third.IsFull));
        var fourth = lanes.EnterAsync("recipient/a", CancellationToken.None).AsTask();
        Assert.False(fourth.IsCompleted);
    }

    private sealed class Busy : ILaneLimits
    {
        public int ConcurrencyOf(string lane) => 1;

        public TimeSpan PatienceOf(string lane) => TimeSpan.FromSeconds(10);
    }
}
