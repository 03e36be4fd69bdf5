using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>Retries on a host that has nothing else to do: no other work wakes it when one is due.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task Every_retry_of_an_idle_host_comes_when_it_is_due()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("buyer", stage.Buyer.On("/busy", Behaviours.BusyFirst()), "retry: { attempts: 2, initial: 30ms, max: 30ms, jitter: true }")
            .Flow("one", "buyer");
        var host = await stage.StartAsync();

        // One after another, with another wait each: a timer that rings a moment early shows in a few of them.
        for (var i = 0; i < 50; i++)
        {
            var lead = await host.Api.SubmitAsync("one", wait: 10);
            Assert.True(lead.Outcome == "success", $"lead {i}: {lead}");
        }
    }
}
