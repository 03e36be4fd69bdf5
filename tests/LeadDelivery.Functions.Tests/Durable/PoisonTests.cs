using System.Text.Json;
using LeadDelivery.Functions.Durable;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>What can never be carried out ends all the same: recorded, told, and nobody waits for it.</summary>
public sealed class PoisonTests
{
    private const string Ping = """
        ping:
          endpoint: { url: "BUYER/bid?bid=20" }
          fields: { email: "{{lead.email}}" }
          response: { success: json.ok, bid: json.bid }
        """;

    private static readonly JsonElement Nonsense = JsonDocument.Parse("""[ "no", { "such": "input" } ]""").RootElement;
    private static readonly JsonElement Nothing = JsonDocument.Parse("null").RootElement;

    public static TheoryData<string, string, string> Activities => new()
    {
        { "a", "AttemptDelivery", "error : a error" },
        { "a", "RecordOutcome", "success 12.50: a success" },
        { "no", "RecordOutcome", "error : no failure" },
        { "{ waterfall: [no, a] }", "AttemptDelivery", "error : no error, a error" },
        { "{ route: [{ when: \"email == 'x'\", then: no }, { else: a }] }", "TestCondition", "error : " },
        { "{ auction: { bidders: [bidder] } }", "PingBidders", "error : " },
        { "{ rotate: { members: [a, b], by: round_robin } }", "PickMember", "error : " },
        { "{ race: [no, a] }", "RecordPhase", "success 12.50: no failure, a success" },
    };

    [Theory]
    [MemberData(nameof(Activities))]
    public async Task Activity_that_throws_whenever_it_is_tried_leaves_a_lead_that_has_ended(string plan, string poisoned, string ending)
    {
        await using var worker = await StartAsync(plan);
        var tries = 0;
        worker.Hub.Before = name =>
        {
            if (name == poisoned)
            {
                Interlocked.Increment(ref tries);
                throw new IOException("never");
            }
        };

        await EndsAsync(worker, ending, tries: () => tries);
    }

    [Theory]
    [MemberData(nameof(Activities))]
    public async Task Activity_whose_input_cannot_be_read_leaves_a_lead_that_has_ended(string plan, string poisoned, string ending)
    {
        foreach (var garbage in new[] { Nonsense, Nothing })
        {
            await using var worker = await StartAsync(plan);
            var tries = 0;
            worker.Hub.Carried = (name, input) =>
            {
                tries += name == poisoned ? 1 : 0;
                return name == poisoned ? garbage : input;
            };

            await EndsAsync(worker, ending, tries: () => tries);
        }
    }

    [Fact]
    public async Task Orchestration_whose_input_cannot_be_read_ends_its_lead_in_error_with_one_alert()
    {
        foreach (var garbage in new[] { Nonsense, Nothing })
        {
            await using var worker = await StartAsync("a");
            worker.Hub.Carried = (name, input) => name == "DeliverLead" ? garbage : input;
            var waits = worker.CallAsync("POST", "/api/flows/auto/leads?wait=50", new { email = "ann@example.com" }, "partner-key-0123456789");
            var lead = await worker.Hub.FirstAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => worker.Hub.EndOf(lead));
            Assert.Equal("pending : ", await worker.TellAsync(lead));

            Assert.Equal(1, await worker.System.Broken.EndAsync(CancellationToken.None));
            Assert.Equal(0, await worker.System.Broken.EndAsync(CancellationToken.None));

            Assert.Equal("error : ", await worker.TellAsync(lead));
            Assert.Equal("error", (await waits.WaitAsync(TimeSpan.FromSeconds(20))).Body.GetProperty("outcome").GetString());
            Assert.Equal([lead], await AlertsAsync(worker));
            Assert.Empty(worker.Requests);
        }
    }

    [Fact]
    public async Task Lead_that_broke_can_be_delivered_again_and_is_left_alone_then()
    {
        await using var worker = await StartAsync("a");
        worker.Hub.Carried = (name, input) => name == "DeliverLead" ? Nonsense : input;
        var lead = await worker.SubmitAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => worker.Hub.EndOf(lead));
        await worker.System.Broken.EndAsync(CancellationToken.None);
        worker.Hub.Carried = (_, input) => input;
        var release = new TaskCompletionSource();
        worker.Hub.Before = _ => release.Task.Wait(TimeSpan.FromSeconds(20));

        Assert.Equal(202, (await worker.CallAsync("POST", $"/api/leads/{lead}/redeliver")).Status);

        // While it is delivered again it is pending, and its first instance is still one that failed.
        Assert.Equal(0, await worker.System.Broken.EndAsync(CancellationToken.None));
        Assert.Equal(0, await Another(worker).EndAsync(CancellationToken.None));
        release.SetResult();
        await worker.Hub.EndOf(lead + ".r1");
        Assert.Equal("success 12.50: a success", await worker.TellAsync(lead));
        Assert.Single(await AlertsAsync(worker));
    }

    [Fact]
    public async Task Broken_lead_that_cannot_be_ended_yet_keeps_no_other_waiting()
    {
        var sick = "";
        await using var worker = await Worker.StartAsync(
            "a",
            records => new FailingRecords(records, operations =>
            {
                if (sick.Length > 0 && operations.Any(operation => operation.Partition.Contains(sick, StringComparison.Ordinal)))
                {
                    throw new IOException("sick");
                }
            }),
            Worker.Recipient("a", "/yes"));
        worker.Hub.Carried = (name, input) => name == "DeliverLead" ? Nonsense : input;
        var leads = new List<string>();
        for (var lead = 0; lead < 3; lead++)
        {
            leads.Add(await worker.SubmitAsync());
            await Assert.ThrowsAnyAsync<Exception>(() => worker.Hub.EndOf(leads[^1]));
        }

        sick = leads[1];
        Assert.Equal(2, await worker.System.Broken.EndAsync(CancellationToken.None));
        sick = "";
        Assert.Equal(1, await worker.System.Broken.EndAsync(CancellationToken.None));
        Assert.All(leads, lead => Assert.Equal("error : ", worker.TellAsync(lead).GetAwaiter().GetResult()));
    }

    // Whatever broke, the lead has an outcome, at once or with the next round of the timer, and a failed workflow has its alert.
    private static async Task EndsAsync(Worker worker, string ending, Func<int> tries)
    {
        var lead = await worker.SubmitAsync();
        var hasFailed = await Xunit.Record.ExceptionAsync(() => worker.Hub.EndOf(lead)) is not null;
        Assert.True(tries() >= 3, "it was not tried again");
        worker.Hub.Before = _ => { };
        worker.Hub.Carried = (_, input) => input;
        var ended = await worker.System.Broken.EndAsync(CancellationToken.None);

        Assert.Equal(hasFailed ? 1 : 0, ended);
        Assert.Equal(hasFailed ? [lead] : [], await AlertsAsync(worker));
        Assert.Equal(ending, await worker.TellAsync(lead));
    }

    private static async Task<List<string>> AlertsAsync(Worker worker)
    {
        var (_, body) = await worker.CallAsync("GET", "/api/alerts?kind=workflow_failed");
        return [.. body.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("lead_id").GetString()!)];
    }

    // Another worker's timer, which remembers nothing of this one's rounds.
    private static BrokenLeads Another(Worker worker) => new(
        worker.System.Workflows, worker.Records, worker.System.Activities, new(new(TimeProvider.System), TimeProvider.System),
        Microsoft.Extensions.Logging.Abstractions.NullLogger<BrokenLeads>.Instance);

    private static Task<Worker> StartAsync(string plan) => Worker.StartAsync(
        plan, null, Worker.Recipient("a", "/yes"), Worker.Recipient("b", "/yes"), Worker.Recipient("no", "/no"), Worker.Recipient("bidder", "/yes", Ping));
}
