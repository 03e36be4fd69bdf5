using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Tests.Fakes;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>Tables that are throttled or changed by others while a lead is delivered: it ends as it would have, and nobody gets it twice.</summary>
public sealed class ActivityFaultTests
{
    private const string Ping = """
        ping:
          endpoint: { url: "BUYER/bid?bid=20" }
          fields: { email: "{{lead.email}}" }
          response: { success: json.ok, bid: json.bid }
        """;

    // Only what activities write is met: the start is StartTests' matter.
    private readonly AsyncLocal<bool> _inActivity = new();
    private int _written;

    public static TheoryData<string, string> Plans => new()
    {
        { "a", "success 12.50: a success" },
        { "{ waterfall: [no, a] }", "success 12.50: no failure, a success" },
        { "{ auction: { bidders: [bidder, a] } }", "success 20: bidder success" },
        { "{ parallel: [a, b] }", "success 25.00: a success, b success" },
        { "capped", "success 12.50: capped success" },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Write_that_is_throttled_for_longer_than_the_client_tries_is_made_by_the_activity_s_next_run(string plan, string ending)
    {
        var writes = int.MaxValue;
        for (var throttled = 1; throttled <= writes; throttled++)
        {
            _written = 0;
            var at = throttled;
            await using var worker = await StartAsync(plan, (_, _) =>
            {
                if (Interlocked.Increment(ref _written) == at)
                {
                    throw FakePipeline.Failure(at % 2 == 0 ? 429 : 503, "ServerBusy");
                }
            });

            Assert.Equal(ending, await worker.DeliverAsync());
            Assert.All(
                worker.Requests.Where(request => request.Path != "/bid").GroupBy(request => request.Key), tries => Assert.InRange(tries.Count(), 1, 2));
            writes = _written;
        }

        Assert.True(writes >= 4, $"{writes} writes");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Throttling_that_the_client_outlasts_is_not_seen(int status)
    {
        await using var worker = await StartAsync("a", (_, _) => { });
        worker.Hub.Before = _ =>
        {
            _inActivity.Value = true;
            worker.Storage.Table("records").Pipeline.Refuse(FakePipeline.Retries, status);
        };

        Assert.Equal("success 12.50: a success", await worker.DeliverAsync());
        Assert.Single(worker.Requests);
        Assert.Equal(2, worker.Hub.Counts.Where(count => count.Key.StartsWith("activity", StringComparison.Ordinal)).Sum(count => count.Value));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Row_that_others_change_under_an_activity_is_written_all_the_same(string plan, string ending)
    {
        var changes = 0;
        await using var worker = await StartAsync(plan, (records, operations) =>
        {
            foreach (var operation in operations.Where(operation => operation.ETag is not null))
            {
                // Twice for every row: what was read is out of date when it is written.
                if (Interlocked.Increment(ref changes) % 3 != 0
                    && records.GetAsync(operation.Partition, operation.Row, CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } there)
                {
                    records.WriteAsync([RecordOperation.Upsert(there.Partition, there.Row, there.Body)], CancellationToken.None).AsTask().GetAwaiter().GetResult();
                }
            }
        });

        Assert.Equal(ending, await worker.DeliverAsync());
        Assert.All(worker.Requests.Where(request => request.Path != "/bid").GroupBy(request => request), same => Assert.Single(same));
        Assert.True(changes > 0, "no row was written under a condition");
    }

    [Fact]
    public async Task Lead_whose_row_never_stays_as_it_was_read_ends_in_the_end_as_it_was_sold()
    {
        var never = true;
        await using var worker = await StartAsync("a", (records, operations) =>
        {
            foreach (var operation in operations.Where(operation => never && operation.ETag is not null))
            {
                var there = records.GetAsync(operation.Partition, operation.Row, CancellationToken.None).AsTask().GetAwaiter().GetResult()!;
                records.WriteAsync([RecordOperation.Upsert(there.Partition, there.Row, there.Body)], CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }
        });
        var lead = await worker.SubmitAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => worker.Hub.EndOf(lead));

        never = false;
        Assert.Equal(1, await worker.System.Broken.EndAsync(CancellationToken.None));
        Assert.Equal("success 12.50: a success", await worker.TellAsync(lead));
    }

    [Fact]
    public async Task Timers_that_run_on_two_workers_because_the_lease_between_them_was_lost_do_their_work_once()
    {
        await using var worker = await StartAsync("capped", (_, _) => { });
        worker.Hub.Carried = (name, input) => name == "DeliverLead" ? default : input;
        var broken = await worker.SubmitAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => worker.Hub.EndOf(broken));
        worker.Hub.Carried = (_, input) => input;
        Assert.Equal("success 12.50: capped success", await worker.DeliverAsync());
        var before = (await worker.CallAsync("GET", "/api/recipients/capped")).Body.GetRawText();

        var rounds = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await worker.System.Workflows.FinishStartsAsync(CancellationToken.None);
            await worker.System.Broken.EndAsync(CancellationToken.None);
            await worker.System.Keeper.FoldAsync(CancellationToken.None);
            await worker.System.Keeper.SweepAsync(CancellationToken.None);
            await worker.System.Pings.FoldAsync(CancellationToken.None);
        }));
        await Task.WhenAll(rounds);

        Assert.Equal("error : ", await worker.TellAsync(broken));
        Assert.Equal(before, (await worker.CallAsync("GET", "/api/recipients/capped")).Body.GetRawText());
        Assert.Equal("success 12.50: capped success", await worker.DeliverAsync());
    }

    private async Task<Worker> StartAsync(string plan, Action<IRecordStore, IReadOnlyList<RecordOperation>> before)
    {
        var worker = await Worker.StartAsync(
            plan,
            records => new FailingRecords(records, operations =>
            {
                if (_inActivity.Value)
                {
                    before(records, operations);
                }
            }),
            Worker.Recipient("a", "/yes"), Worker.Recipient("b", "/yes"), Worker.Recipient("no", "/no"), Worker.Recipient("bidder", "/yes", Ping),
            Worker.Recipient("capped", "/yes", "caps: { daily: 3 }"));
        worker.Hub.Before = _ => _inActivity.Value = true;
        return worker;
    }
}
