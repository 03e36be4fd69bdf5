using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The disk fills up or fails: no lead is acknowledged that is not on it.</summary>
public sealed class DiskTests
{
    [Fact]
    public async Task Full_disk_refuses_the_lead_that_found_no_room_and_takes_the_next()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept))
            .Write("flows/strict.yaml", "accept: { when: \"state == 'NV'\" }\nplan: buyer\n");
        // Leads that fail the acceptance rules are one commit each, so the commit that fails is a lead's.
        var host = await stage.StartAsync(Full(stage, commit: 15));

        var answers = new List<Answer>();
        for (var i = 0; i < 30; i++)
            answers.Add(await host.Api.SubmitAsync("strict"));

        Assert.Single(answers, answer => answer.Status == 503);
        Assert.Equal(200, answers[^1].Status);
        foreach (var answer in answers.Where(answer => answer.Status != 503))
            Assert.Equal("failure", (await host.Api.ReadAsync(answer.LeadId)).Outcome);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public async Task Full_disk_at_a_step_of_a_delivery_delays_it_and_no_more(int commit)
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept)).Flow("one", "buyer");
        var host = await stage.StartAsync(Full(stage, commit));

        for (var i = 0; i < 20; i++)
        {
            var answer = await host.Api.SubmitAsync("one", wait: 0);
            if (answer.Status == 202)
                Assert.Equal("success", (await host.Api.OutcomeAsync(answer.LeadId)).Outcome);
            else
                Assert.Equal(503, answer.Status);
        }

        Assert.All(stage.Buyer.At("/accept").GroupBy(request => request.LeadId), lead => Assert.Single(lead.Select(request => request.Key).Distinct()));
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

    /// <summary>A host whose disk is full for one commit, counted from its start.</summary>
    private static HostSetup Full(Stage stage, int commit) =>
        stage.Setup with { Environment = new() { ["LEADDELIVERY_FAILPOINT"] = $"journal.in-commit:{commit}:full" } };

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
