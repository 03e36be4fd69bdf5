using System.Net;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Tests.Shared;
using LeadDelivery.Web.Security;

namespace LeadDelivery.Web.Tests;

public sealed class SourceRateTests
{
    private static readonly Source Hasty = new() { Id = "hasty", Name = "Hasty", KeyHash = new byte[32], Rate = new(50, TimeSpan.FromSeconds(1)) };

    [Fact]
    public void Source_sends_a_seconds_worth_at_once_and_then_at_its_rate()
    {
        var time = new ManualTimeProvider();
        var rates = new SourceRates(time);

        Assert.Equal(50, Passing(rates, Hasty, 80));
        var refused = rates.Ask(Hasty)!;
        Assert.Equal((429, TimeSpan.FromMilliseconds(20)), (refused.Status, refused.RetryAfter));
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(5, Passing(rates, Hasty, 80));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(50, Passing(rates, Hasty, 80));
    }

    [Fact]
    public void Sources_are_held_to_their_own_rate_alone()
    {
        var rates = new SourceRates(new ManualTimeProvider());
        Assert.Equal(50, Passing(rates, Hasty, 80));

        Assert.Equal(50, Passing(rates, Hasty with { Id = "other" }, 80));
        Assert.Equal(80, Passing(rates, Hasty with { Id = "free", Rate = null }, 80));
        Assert.Equal(1, Passing(rates, Hasty with { Id = "slow", Rate = new(30, TimeSpan.FromHours(1)) }, 80));
    }

    [Fact]
    public void Many_at_once_pass_no_more_than_the_rate()
    {
        var rates = new SourceRates(new ManualTimeProvider());

        var passed = Enumerable.Range(0, 2000).AsParallel().WithDegreeOfParallelism(16).Count(_ => rates.Ask(Hasty) is null);

        Assert.Equal(50, passed);
    }

    [Fact]
    public async Task Source_that_is_too_fast_is_answered_429_and_nothing_is_taken()
    {
        await using var host = await FakeHost.StartAsync();
        using var first = await host.Client.SendAsync(Requests.Submit(key: FakeHost.SlowKey));
        using var second = await host.Client.SendAsync(Requests.Submit(key: FakeHost.SlowKey));

        Assert.NotEqual(HttpStatusCode.TooManyRequests, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(3000), TimeSpan.FromSeconds(3600));
        Assert.Single(host.Submitted);
    }

    private static int Passing(SourceRates rates, Source source, int requests) =>
        Enumerable.Range(0, requests).Count(_ => rates.Ask(source) is null);
}
