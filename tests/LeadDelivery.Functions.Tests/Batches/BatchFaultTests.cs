using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Tests.Durable;

namespace LeadDelivery.Functions.Tests.Batches;

/// <summary>A step of a file writes the rows of many leads in many transactions: whatever fails in between, it comes to the same end.</summary>
public sealed class BatchFaultTests
{
    private Action<IReadOnlyList<RecordOperation>> _before = _ => { };

    [Fact]
    public async Task Worker_that_dies_at_any_write_leaves_a_file_that_is_sent_once_and_leads_that_are_marked_once()
    {
        await using var worker = await StartAsync();
        for (var dies = 1; ; dies += 2)
        {
            var leads = await worker.QueueAsync(3);
            var left = dies;
            _before = operations =>
            {
                if (!operations[0].Partition.StartsWith("operations", StringComparison.Ordinal) && IsOfFile() && Interlocked.Decrement(ref left) == 0)
                {
                    throw new IOException("the worker died");
                }
            };

            var report = await worker.SendAsync();
            _before = _ => { };

            Assert.True(
                ("delivered", 3, 3) == (BatchFileTests.Text(report, "state"), BatchFileTests.Number(report, "rows"), BatchFileTests.Number(report, "accepted")),
                $"write {dies}: {report}");
            foreach (var lead in leads)
            {
                Assert.Equal("success 12.50: files success", await worker.TellAsync(lead));
                Assert.Equal(1, await BatchFileTests.SettledAsync(worker, lead));
            }

            Assert.Equal(leads.Select(lead => lead + ",ann@example.com"), await worker.DropAsync());
            var drop = worker.Storage.Container("acme");
            drop.Remove(drop.Names[0]);
            if (left > 0)
            {
                Assert.True(dies > 30, $"only {dies} writes");
                return;
            }
        }

        // What the source's and the operator's calls write is not the file's.
        bool IsOfFile() => worker.Hub.IsAtWork;
    }

    [Fact]
    public async Task Lead_that_is_changed_meanwhile_is_marked_all_the_same_and_the_others_once()
    {
        await using var worker = await StartAsync();
        var leads = await worker.QueueAsync(9);
        var changes = 0;
        _before = operations =>
        {
            // Once before a lead's delivery is written, once before the summaries are.
            var isDelivery = operations[0].Partition == LeadRecords.Partition(leads[4])
                && operations.Any(each => each.Row.StartsWith("delivery/", StringComparison.Ordinal));
            var isSummary = operations[0].Partition.StartsWith("leads/", StringComparison.Ordinal) && operations.Count > 1;
            if ((isDelivery || isSummary) && Interlocked.Increment(ref changes) <= 3)
            {
                var write = operations.First(each => each.Action == RecordAction.Replace);
                var row = worker.Records.GetAsync(write.Partition, write.Row, CancellationToken.None).AsTask().Result!;
                Assert.Equal(-1, worker.Records.WriteAsync([RecordOperation.Upsert(row.Partition, row.Row, row.Body)], CancellationToken.None).AsTask().Result);
            }
        };

        var report = await worker.SendAsync();

        Assert.True(changes > 3, $"{changes} writes were met");
        Assert.Equal(9, BatchFileTests.Number(report, "accepted"));
        foreach (var lead in leads)
        {
            Assert.Equal("success 12.50: files success", await worker.TellAsync(lead));
            Assert.Equal(1, await BatchFileTests.SettledAsync(worker, lead));
        }
    }

    [Fact]
    public async Task Chunk_of_the_largest_size_is_written_in_transactions_that_a_table_takes()
    {
        var largest = 0;
        await using var worker = await StartAsync("type: batch\nprice: 12.50\ncaps: { daily: 10000 }\nbalance: { credit_limit: 0 }\n");
        await worker.CallAsync("POST", "/api/recipients/files/balance", new { amount = 100_000m, reference = "first" });
        var leads = await worker.QueueAsync(120);
        _before = operations => largest = Math.Max(largest, operations.Count);

        var report = await worker.SendAsync();

        Assert.Equal((120, 120), (BatchFileTests.Number(report, "rows"), BatchFileTests.Number(report, "accepted")));
        Assert.InRange(largest, 90, 100);
        foreach (var lead in leads)
        {
            Assert.Equal("success 12.50: files success", await worker.TellAsync(lead));
        }
    }

    private Task<Worker> StartAsync(string recipient = BatchWorker.Recipient) =>
        BatchWorker.StartAsync("", records => new FailingRecords(records, operations => _before(operations)), null, recipient);
}
