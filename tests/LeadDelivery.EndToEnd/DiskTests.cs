using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The disk fills up or fails: no lead is acknowledged that is not on it.</summary>
public sealed class DiskTests
{
    [Fact]
    public async Task Full_disk_at_a_commit_acknowledges_nothing_false_and_loses_nothing()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept)).Flow("one", "buyer");
        var host = await stage.StartAsync(stage.Setup with { Environment = new() { ["LEADDELIVERY_FAILPOINT"] = "journal.in-commit:25:full" } });

        var acknowledged = await SubmitUntilRefusedAsync(host);

        await EndedAfterRestartAsync(host, acknowledged);
    }

    [Fact]
    public async Task Failing_writes_acknowledge_nothing_false_and_the_next_start_finishes_every_lead()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept)).Flow("one", "buyer");
        // Files of at most 1 MB; past that a write fails. Without W^X, whose own file is larger.
        var host = await stage.StartAsync(stage.Setup with
        {
            ShellPrefix = "trap '' XFSZ; ulimit -f 1024",
            Environment = new() { ["DOTNET_EnableWriteXorExecute"] = "0" },
        });

        var acknowledged = await SubmitUntilRefusedAsync(host);

        Assert.NotEmpty(acknowledged);
        await EndedAfterRestartAsync(host, acknowledged);
    }

    /// <summary>The leads that were acknowledged before the first answer that was none.</summary>
    private static async Task<List<string>> SubmitUntilRefusedAsync(HostProcess host)
    {
        var acknowledged = new List<string>();
        var lead = Api.Lead.Replace("\"CA\"", $"\"CA\",\"comments\":\"{new string('x', 10_000)}\"", StringComparison.Ordinal);
        for (var i = 0; i < 2000; i++)
        {
            try
            {
                var answer = await host.Api.SubmitAsync("one", lead, wait: 0);
                if (answer.Status is not (200 or 202))
                {
                    Assert.InRange(answer.Status, 500, 503);
                    return acknowledged;
                }

                acknowledged.Add(answer.LeadId);
            }
            catch (HttpRequestException)
            {
                return acknowledged;
            }
        }

        Assert.Fail("Nothing was refused.");
        return acknowledged;
    }

    private static async Task EndedAfterRestartAsync(HostProcess host, List<string> acknowledged)
    {
        if (!host.HasExited)
            await host.KillAsync();
        host.Setup = host.Setup with { Environment = [], ShellPrefix = null };
        await host.StartAsync();
        foreach (var leadId in acknowledged)
            Assert.Equal("success", (await host.Api.OutcomeAsync(leadId)).Outcome);
    }
}
