using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Functions.Tests.Batches;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Costs;

/// <summary>What a file of 100 leads costs, counted on the worker over storage in memory, is what docs/azure.md says.</summary>
public sealed class BatchCostTests
{
    private const int Leads = 100;

    // The clock stands still: what a worker does from time to time is not the file's.
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task File_of_a_hundred_leads_takes_as_many_executions_and_operations_as_the_page_says()
    {
        await using var worker = await BatchWorker.StartAsync(time: _time);
        await worker.QueueAsync(1);
        await worker.SendAsync();
        var drop = worker.Storage.Container("acme");
        drop.Remove(drop.Names[0]);

        await worker.QueueAsync(Leads);
        worker.Storage.Meter.Reset();
        worker.Hub.Counts.Clear();
        worker.Hub.Replays = 0;
        var file = await worker.OrderAsync();
        await worker.Hub.EndOf("file-" + file);

        var activities = worker.Hub.Counts.Where(count => count.Key.StartsWith("activity", StringComparison.Ordinal)).Sum(count => count.Value);
        var blobs = worker.Storage.Meter.ByKind.Where(count => count.Key.ToString().StartsWith("Blob", StringComparison.Ordinal)).Sum(count => count.Value);
        var tables = worker.Storage.Meter.Total - blobs;
        Assert.Equal(Leads, (await worker.DropAsync()).Length);
        Assert.Equal(
            Row(),
            string.Create(CultureInfo.InvariantCulture, $"1 | {worker.Hub.Replays} | {activities} | {tables} | {blobs}"));
    }

    [Fact]
    public async Task Look_at_batches_that_have_nothing_to_do_takes_as_many_operations_as_the_page_says()
    {
        await using var worker = await BatchWorker.StartAsync("schedule: { cron: \"0 2 * * *\" }\n", time: _time);
        await worker.System.BatchClock.LookAsync(CancellationToken.None);
        worker.Storage.Meter.Reset();

        await worker.System.BatchClock.LookAsync(CancellationToken.None);

        Assert.Equal((1, 1), (worker.Storage.Meter.Total, worker.Storage.Meter[StorageOperation.TableGet]));
        Assert.Contains("one read of each batch", WorkingCopy.Page("azure.md"), StringComparison.Ordinal);
    }

    private static string Row() => Regex.Match(WorkingCopy.Page("azure.md"), @"(?m)^\| a file of 100 leads \| (?<counts>[0-9 |]+) \|$").Groups["counts"].Value;
}
