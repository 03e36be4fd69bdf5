using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The process is asked to stop.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task Attempt_in_flight_finishes_before_the_process_exits_0()
    {
        await using var stage = new Stage();
        var release = new TaskCompletionSource();
        stage.Config.Recipient("buyer", stage.Buyer.On("/held", Behaviours.AcceptAfter(release.Task))).Flow("one", "buyer");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("one", wait: 0);
        await stage.Buyer.SeesAsync("/held");

        host.AskToStop();
        await Eventually.SeeAsync(() => RefusedAsync(host), refused => refused);
        Assert.False(host.HasExited);
        release.SetResult();

        Assert.Equal(0, await host.ExitAsync());
        await host.StartAsync();
        Assert.Equal("success", (await host.Api.OutcomeAsync(submitted.LeadId)).Outcome);
        Assert.Single(stage.Buyer.At("/held"));
    }

    [Fact]
    public async Task Attempt_that_does_not_finish_is_left_for_the_next_start()
    {
        await using var stage = new Stage();
        var release = new TaskCompletionSource();
        stage.Config
            .Recipient(
                "buyer", stage.Buyer.On("/held", Behaviours.AcceptAfter(release.Task)), timeout: "{ connect: 5s, response: 120s, total: 120s }")
            .Flow("one", "buyer");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("one", wait: 0);
        await stage.Buyer.SeesAsync("/held");

        host.AskToStop();

        Assert.Equal(0, await host.ExitAsync());
        release.SetResult();
        await host.StartAsync();
        Assert.Equal("success", (await host.Api.OutcomeAsync(submitted.LeadId)).Outcome);
        Assert.Single(stage.Buyer.At("/held").Select(request => request.Key).Distinct());
    }

    /// <summary>No lead is taken any more: the connection is refused, or the answer is 503.</summary>
    private static async Task<bool> RefusedAsync(HostProcess host)
    {
        using var client = new HttpClient();
        try
        {
            using var response = await client.GetAsync(new Uri($"{host.Url}/health/ready"));
            return (int)response.StatusCode == 503;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }
}
