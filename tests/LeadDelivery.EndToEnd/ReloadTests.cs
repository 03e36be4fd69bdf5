using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The configuration changes under a running host, or between two starts.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task Changed_configuration_takes_effect_without_a_restart()
    {
        await using var stage = new Stage();
        var (first, second) = (stage.Buyer.On("/first", Behaviours.Accept), stage.Buyer.On("/second", Behaviours.Accept));
        stage.Config.Recipient("buyer", first).Flow("one", "buyer");
        var host = await stage.StartAsync();
        Assert.Equal("success", (await host.Api.SubmitAsync("one")).Outcome);

        stage.Config.Recipient("buyer", second);

        await Eventually.SeeAsync(() => host.Api.SubmitAsync("one"), _ => stage.Buyer.At("/second").Count > 0);
        Assert.NotEmpty(stage.Buyer.At("/first"));
    }

    [Fact]
    public async Task Bad_configuration_is_reported_and_the_last_good_one_stays()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept)).Flow("one", "buyer");
        var host = await stage.StartAsync();

        stage.Config.Flow("one", "nobody").Write("flows/two.yaml", "plam: buyer\n");

        await Eventually.SeeAsync(
            () => host.Output.Contains("one.yaml:2", StringComparison.Ordinal) && host.Output.Contains("two.yaml:1", StringComparison.Ordinal),
            "the mistakes were not reported");
        Assert.Equal("success", (await host.Api.SubmitAsync("one")).Outcome);
        Assert.Equal(404, (await host.Api.SubmitAsync("two")).Status);

        stage.Config.Flow("one", "buyer").Flow("two", "buyer");
        await Eventually.SeeAsync(() => host.Api.SubmitAsync("two"), answer => answer.Status == 200 && answer.Outcome == "success");
    }

    [Fact]
    public async Task Lead_finishes_on_the_version_it_began_with_also_after_a_restart()
    {
        await using var stage = new Stage();
        var (old, @new) = (stage.Buyer.On("/old", Behaviours.BusyFirst()), stage.Buyer.On("/new", Behaviours.Accept));
        stage.Config.Recipient("buyer", old, "retry: { attempts: 2, initial: 5s, max: 5s, jitter: false }").Flow("one", "buyer");
        var host = await stage.StartAsync();
        var begun = await host.Api.SubmitAsync("one", wait: 0);
        await stage.Buyer.SeesAsync("/old");

        await host.KillAsync();
        stage.Config.Recipient("buyer", @new);
        await host.StartAsync();

        Assert.Equal("success", (await host.Api.SubmitAsync("one")).Outcome);
        var finished = await host.Api.OutcomeAsync(begun.LeadId);
        Assert.Equal("success", finished.Outcome);
        Assert.All(stage.Buyer.At("/old"), request => Assert.Equal(begun.LeadId, request.LeadId));
        Assert.DoesNotContain(stage.Buyer.At("/new"), request => request.LeadId == begun.LeadId);
    }
}
