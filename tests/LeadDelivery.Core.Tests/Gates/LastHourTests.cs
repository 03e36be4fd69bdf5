using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Standing;

namespace LeadDelivery.Core.Tests.Gates;

public sealed class LastHourTests
{
    private static LastHourView Hour(ProtectedRecipient buyer) => buyer.Protection.LastHour.View(ProtectedRecipient.Id);

    [Fact]
    public void It_counts_attempts_by_outcome_and_how_long_they_took()
    {
        var buyer = new ProtectedRecipient();
        for (var i = 0; i < 94; i++)
        {
            buyer.Ended(Outcome.Success, milliseconds: 100);
        }

        buyer.Ended(Outcome.Failure, milliseconds: 100);
        buyer.Ended(Outcome.Duplicate, milliseconds: 900);
        buyer.Ended(Outcome.Error, milliseconds: 900);
        buyer.Ended(Outcome.Error, milliseconds: 900);
        buyer.Ended(Outcome.Queued, milliseconds: 900);
        buyer.Ended(Outcome.Success, milliseconds: 5000, test: true);

        var hour = Hour(buyer);

        Assert.Equal((99, 94, 1, 1, 2, 1), (hour.Attempts, hour.Successes, hour.Failures, hour.Duplicates, hour.Errors, hour.Queued));
        Assert.Equal((0.9592m, 0.9792m), (hour.SuccessRate, hour.AcceptanceRate));
        Assert.Equal(((95 * 100) + (4 * 900)) / 99.0, hour.Average!.Value.TotalMilliseconds, 3);
        Assert.Equal(100, hour.P95!.Value.TotalMilliseconds);
        Assert.Equal((94 / 98m, 99), (buyer.Protection.LastHour.Of(ProtectedRecipient.Id)!.Value.AcceptanceRate, buyer.Protection.LastHour.Of(ProtectedRecipient.Id)!.Value.Attempts));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(800)]
    [InlineData(29_000)]
    public void A_percentile_is_at_most_half_as_long_again_as_it_was(int milliseconds)
    {
        var buyer = new ProtectedRecipient();
        for (var i = 0; i < 100; i++)
        {
            buyer.Ended(Outcome.Success, milliseconds: milliseconds);
        }

        var least = Math.Max(milliseconds, 5);
        Assert.InRange(Hour(buyer).P95!.Value.TotalMilliseconds, least, least * 1.6);
    }

    [Fact]
    public void What_is_older_than_an_hour_does_not_count()
    {
        var buyer = new ProtectedRecipient();
        for (var minute = 0; minute < 200; minute++)
        {
            buyer.Ended(Outcome.Success);
            Assert.Equal(Math.Min(minute + 1, 60), Hour(buyer).Attempts);
            buyer.Time.Advance(TimeSpan.FromMinutes(1));
        }

        buyer.Time.Advance(TimeSpan.FromMinutes(58));
        Assert.Equal(1, Hour(buyer).Attempts);
        buyer.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((0, null), (Hour(buyer).Attempts, Hour(buyer).SuccessRate));
        Assert.Null(buyer.Protection.LastHour.Of(ProtectedRecipient.Id));
    }

    [Fact]
    public async Task Minutes_that_have_ended_outlive_a_kill_and_a_stop_keeps_the_last_one_too()
    {
        var buyer = new ProtectedRecipient();
        buyer.Ended(Outcome.Success);
        buyer.Time.Advance(TimeSpan.FromMinutes(1));
        buyer.Ended(Outcome.Failure);

        await buyer.RestartAsync();
        Assert.Equal((1, 1), (Hour(buyer).Attempts, Hour(buyer).Successes));
        buyer.Ended(Outcome.Error);
        await buyer.Protection.StoreAsync();
        await buyer.RestartAsync();
        buyer.Ended(Outcome.Error);

        Assert.Equal((3, 1, 2), (Hour(buyer).Attempts, Hour(buyer).Successes, Hour(buyer).Errors));
        buyer.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal((2, 2), (Hour(buyer).Attempts, Hour(buyer).Errors));
        await buyer.RestartAsync();
        buyer.Time.Advance(TimeSpan.FromHours(2));
        await buyer.RestartAsync();
        Assert.Equal(0, Hour(buyer).Attempts);
        Assert.InRange(buyer.Records.All().Count(row => row.Partition == StandingLog.Partition), 1, 60);
    }

    [Fact]
    public async Task Technical_failures_in_a_row_are_told_once_until_it_answers()
    {
        var buyer = ProtectedRecipient.With("alerts: { consecutive_errors: 3 }\n");
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 10; i++)
            {
                buyer.Ended(Outcome.Error);
            }

            buyer.Ended(Outcome.Failure);
        }

        Assert.Equal(["consecutive_errors", "consecutive_errors"], await buyer.KindsAsync());
        Assert.Equal("buyer: 3 technical failures in a row", buyer.Raised[0].Message);
    }

    [Fact]
    public async Task A_low_success_rate_is_told_once_and_again_only_after_it_was_well_above()
    {
        var buyer = ProtectedRecipient.With("alerts: { success_rate: '< 50%' }\n");
        Add(Outcome.Failure, 19);
        Assert.Empty(await buyer.KindsAsync());
        Add(Outcome.Failure, 1);
        Assert.Equal(["success_rate"], await buyer.KindsAsync());
        Assert.Equal("buyer: success rate 0.0% in the last hour is < 50%", buyer.Raised[0].Message);

        // About the bound: 50%, below it, above it by too little.
        Add(Outcome.Success, 20);
        Add(Outcome.Failure, 1);
        Add(Outcome.Success, 2);
        Add(Outcome.Failure, 2);
        Assert.Single(await buyer.KindsAsync());
        Add(Outcome.Success, 20);
        Add(Outcome.Failure, 40);

        Assert.Equal(["success_rate", "success_rate"], await buyer.KindsAsync());

        void Add(Outcome outcome, int times)
        {
            for (var i = 0; i < times; i++)
            {
                buyer.Ended(outcome);
            }
        }
    }

    [Fact]
    public async Task A_slow_recipient_is_told_of()
    {
        var buyer = ProtectedRecipient.With("alerts: { response_time: '> 2s' }\n");
        for (var i = 0; i < 30; i++)
        {
            buyer.Ended(Outcome.Success, milliseconds: 2500);
        }

        Assert.Equal(["response_time"], await buyer.KindsAsync());
        Assert.Equal("buyer: mean response time 2.5 s in the last hour is > 2s", buyer.Raised[0].Message);
    }
}
