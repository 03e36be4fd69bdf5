using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Retrying;
using Outcome = LeadDelivery.Core.Delivery.Outcome;

namespace LeadDelivery.Core.Tests.Delivery;

public sealed class RetryDecisionTests
{
    private static readonly Verdict Trouble = new() { Outcome = Outcome.Error, RetryClass = "5xx" };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 30)]
    [InlineData(1000, 30)]
    public void Waits_double_up_to_the_longest(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Decide(new() { Attempts = 2000, Jitter = false }, Trouble, attempt).After);

    [Fact]
    public void Fixed_backoff_waits_alike() =>
        Assert.Equal(TimeSpan.FromSeconds(1), Decide(new() { Attempts = 20, Jitter = false, Exponential = false }, Trouble, 9).After);

    [Fact]
    public void The_last_attempt_stops()
    {
        Assert.NotNull(Decide(new() { Attempts = 3 }, Trouble, 2).After);
        Assert.Null(Decide(new() { Attempts = 3 }, Trouble, 3).After);
    }

    [Theory]
    [InlineData("transport", true)]
    [InlineData("timeout", true)]
    [InlineData("408", true)]
    [InlineData("429", true)]
    [InlineData("5xx", true)]
    [InlineData("retry", true)]
    [InlineData(null, false)]
    public void The_default_policy_covers_every_class(string? kind, bool again) =>
        Assert.Equal(again, Decide(new(), Trouble with { RetryClass = kind }, 1).After is not null);

    [Theory]
    [InlineData("transport", false)]
    [InlineData("408", false)]
    [InlineData("429", true)]
    [InlineData("retry", true)]
    public void Only_the_classes_named_are_retried(string kind, bool again) =>
        Assert.Equal(again, Decide(new() { On = ["429"] }, Trouble with { RetryClass = kind }, 1).After is not null);

    [Fact]
    public void Retry_after_is_obeyed_up_to_its_limit()
    {
        var policy = new RetryPolicy { RetryAfterMax = TimeSpan.FromSeconds(60) };
        Assert.Equal(TimeSpan.FromSeconds(60), Decide(policy, Trouble with { RetryAfter = TimeSpan.FromSeconds(60) }, 1).After);
        Assert.Equal(TimeSpan.FromSeconds(60), Decide(policy, Trouble with { RetryAfter = TimeSpan.FromHours(1) }, 1).After);
        Assert.Null(Decide(policy, Trouble with { RetryAfter = TimeSpan.FromHours(1) }, policy.Attempts).After);
        var own = Decide(policy, Trouble with { RetryAfter = TimeSpan.Zero }, 1).After!.Value;
        Assert.InRange(own, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Who_obeys_no_retry_after_waits_as_without_one()
    {
        var policy = new RetryPolicy { RetryAfterMax = TimeSpan.Zero };
        Assert.Equal(Decide(policy, Trouble, 2), Decide(policy, Trouble with { RetryAfter = TimeSpan.FromHours(1) }, 2));
    }

    [Fact]
    public void Unanswered_stops_everything_where_the_recipient_says_so()
    {
        var unanswered = Trouble with { RetryClass = "timeout", MayHaveAccepted = true };
        var stopped = RetryDecision.Of(new(), UnansweredPolicy.Stop, unanswered, 1, "k");
        Assert.Equal(new RetryDecision(null, "may have been accepted", NobodyElse: true), stopped);
        Assert.NotNull(RetryDecision.Of(new(), UnansweredPolicy.Retry, unanswered, 1, "k").After);
        Assert.NotNull(RetryDecision.Of(new(), UnansweredPolicy.Stop, unanswered with { MayHaveAccepted = false }, 1, "k").After);
    }

    [Fact]
    public void Jittered_waits_stay_in_bounds_never_shrink_before_the_longest_and_are_the_same_again()
    {
        var cases = from key in ArbMap.Default.GeneratorFor<Guid>()
                    from attempt in Gen.Choose(1, 60)
                    from initial in Gen.Choose(1, 5000)
                    from factor in Gen.Choose(1, 1000)
                    select (Key: key.ToString(), attempt, initial, factor);
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(cases), c =>
        {
            var policy = new RetryPolicy
            {
                Attempts = 100,
                Initial = TimeSpan.FromMilliseconds(c.initial),
                Max = TimeSpan.FromMilliseconds((long)c.initial * c.factor),
            };
            var (plain, wait) = (Wait(policy with { Jitter = false }, c.attempt, c.Key), Wait(policy, c.attempt, c.Key));
            var next = Wait(policy, c.attempt + 1, c.Key);
            return wait <= plain && wait >= plain * 0.499 && plain <= policy.Max && wait == Wait(policy, c.attempt, c.Key)
                && (plain * 2 > policy.Max || next >= wait);
        }));
    }

    [Fact]
    public void Deliveries_are_spread_over_the_whole_jitter()
    {
        var waits = Enumerable.Range(0, 1000).Select(i => Wait(new(), 1, $"lead-{i}").TotalSeconds).ToArray();
        Assert.InRange(waits.Average(), 0.73, 0.77);
        Assert.True(waits.Min() < 0.51 && waits.Max() > 0.99);
    }

    [Fact]
    public void A_wait_is_the_same_in_every_process()
    {
        // Computed once and written down: a change here changes waits that running deliveries already recorded.
        Assert.Equal(7_778_458, Wait(new(), 1, "01JD000000").Ticks);
    }

    private static RetryDecision Decide(RetryPolicy policy, Verdict verdict, int attempt) =>
        RetryDecision.Of(policy, UnansweredPolicy.Retry, verdict, attempt, "key");

    private static TimeSpan Wait(RetryPolicy policy, int attempt, string key) =>
        RetryDecision.Of(policy, UnansweredPolicy.Retry, Trouble, attempt, key).After!.Value;
}
