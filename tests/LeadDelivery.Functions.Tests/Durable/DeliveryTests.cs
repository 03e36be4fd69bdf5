namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>Leads as a worker delivers them: every orchestration is replayed from its beginning at each await.</summary>
public sealed class DeliveryTests
{
    private const string Ping = """
        ping:
          endpoint: { url: "BUYER/bid?bid=20" }
          fields: { email: "{{lead.email}}" }
          response: { success: json.ok, bid: json.bid, ping_id: json.id }
        """;

    public static TheoryData<string, string, int> Plans => new()
    {
        { "a", "success 12.50: a success", 1 },
        { "{ waterfall: [no, down, a] }", "success 12.50: no failure, down error, a success", 5 },
        { "{ parallel: [a, b] }", "success 25.00: a success, b success", 2 },
        { "{ auction: { bidders: [bidder, a] } }", "success 20: bidder success", 2 },
        { "{ auction: { bidders: [a, b], winners: 2 } }", "success 25.00: a success, b success", 2 },
        { "{ windows: [{ for: 24h, plan: no, every: 8h }, { for: 168h, plan: a }] }", "success 12.50: no failure, a success", 4 },
        { "{ route: [{ when: \"email == 'x'\", then: no }, { else: a }] }", "success 12.50: a success", 1 },
        { "{ rotate: { members: [a, b], by: round_robin } }", "success 12.50: a success", 1 },
        { "{ race: [no, a] }", "success 12.50: no failure, a success", 2 },
        { "down", "error : down error", 3 },
        { "{ waterfall: [never, a] }", "success 12.50: never skipped, a success", 1 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Plan_ends_as_on_the_other_host(string plan, string ending, int requests)
    {
        await using var worker = await StartAsync(plan);

        Assert.Equal(ending, await worker.DeliverAsync());
        Assert.Equal(requests, worker.Requests.Count);
        Assert.True(worker.Hub.Replays > 1, "nothing was replayed");
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Activities_that_are_repeated_after_they_had_succeeded_do_nothing_again(string plan, string ending, int requests)
    {
        await using var worker = await StartAsync(plan);
        worker.Hub.Repeats = _ => 3;

        Assert.Equal(ending, await worker.DeliverAsync());
        Assert.Equal(requests, worker.Requests.Count);
    }

    [Fact]
    public async Task Window_is_tried_no_more_often_where_a_timer_fires_on_a_worker_whose_clock_is_behind()
    {
        await using var worker = await StartAsync("{ windows: [{ for: 24h, plan: no, every: 8h }, { for: 168h, plan: a }] }");
        worker.Hub.Early = TimeSpan.FromMilliseconds(15);

        Assert.Equal("success 12.50: no failure, a success", await worker.DeliverAsync());
        Assert.Equal(4, worker.Requests.Count);
    }

    [Fact]
    public async Task Attempt_whose_worker_dies_before_its_result_is_stored_is_repeated_under_its_key()
    {
        var dies = 1;
        await using var worker = await Worker.StartAsync("a", records => new FailingRecords(records, operations =>
        {
            if (operations.Any(operation => operation.Row.StartsWith("run/", StringComparison.Ordinal) && operation.Body.Length > 2)
                && operations.Count > 1 && Interlocked.Exchange(ref dies, 0) == 1)
            {
                throw new IOException("the worker died");
            }
        }), Worker.Recipient("a", "/yes"));
        worker.Hub.Repeats = name => name == "AttemptDelivery" ? 2 : 1;

        Assert.Equal("success 12.50: a success", await worker.DeliverAsync());
        Assert.Equal(2, worker.Requests.Count);
        Assert.Single(worker.Requests.Distinct());
    }

    [Fact]
    public async Task Recipient_that_must_not_be_doubled_is_not_asked_again_by_the_next_worker()
    {
        var dies = 1;
        await using var worker = await Worker.StartAsync("{ waterfall: [a, b] }", records => new FailingRecords(records, operations =>
        {
            if (operations.Any(operation => operation.Row.StartsWith("run/", StringComparison.Ordinal) && operation.Body.Length > 2)
                && operations.Count > 1 && Interlocked.Exchange(ref dies, 0) == 1)
            {
                throw new IOException("the worker died");
            }
        }), Worker.Recipient("a", "/yes", "unanswered: stop"), Worker.Recipient("b", "/yes"));
        worker.Hub.Repeats = name => name == "AttemptDelivery" ? 2 : 1;

        Assert.Equal("error : a error", await worker.DeliverAsync());
        Assert.Single(worker.Requests);
    }

    [Fact]
    public async Task Status_tells_an_operator_where_the_lead_is_by_ids_alone()
    {
        await using var worker = await StartAsync("{ windows: [{ for: 24h, plan: down }, { for: 24h, plan: a }] }");

        var lead = await worker.SubmitAsync();
        await worker.Hub.EndOf(lead);

        var statuses = worker.Hub.StatusesOf(lead);
        Assert.Contains("plan: window 1 of 2", statuses);
        Assert.Contains(statuses, status => status.StartsWith("down: attempt 1 ended, next in ", StringComparison.Ordinal));
        Assert.DoesNotContain(statuses, status => status.Contains('@'));
    }

    [Fact]
    public async Task Repeated_submit_is_the_same_lead_and_the_same_instance()
    {
        await using var worker = await StartAsync("a");

        var first = await worker.SubmitAsync("one");
        await worker.Hub.EndOf(first);
        var (status, body) = await worker.CallAsync("POST", "/api/flows/auto/leads?wait=0", new { email = "ann@example.com" }, "partner-key-0123456789", "one");

        Assert.Equal((200, first), (status, body.GetProperty("lead_id").GetString()));
        Assert.Single(worker.Requests);
    }

    private static Task<Worker> StartAsync(string plan) => Worker.StartAsync(
        plan, null, Worker.Recipient("a", "/yes"), Worker.Recipient("b", "/yes"), Worker.Recipient("no", "/no"), Worker.Recipient("down", "/down"),
        Worker.Recipient("never", "/yes", "when: \"email == 'x'\""), Worker.Recipient("bidder", "/yes", Ping));
}
