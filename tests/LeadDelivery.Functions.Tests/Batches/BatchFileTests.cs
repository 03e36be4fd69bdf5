using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Leads;
using LeadDelivery.Functions.Tests.Durable;

namespace LeadDelivery.Functions.Tests.Batches;

/// <summary>Files as a worker makes them: every orchestration is replayed at each await, and starts over before leads are marked.</summary>
public sealed class BatchFileTests
{
    [Fact]
    public async Task Leads_that_wait_are_sent_in_one_file_and_marked_with_its_name()
    {
        await using var worker = await BatchWorker.StartAsync();
        var leads = await worker.QueueAsync(3);
        Assert.Equal("queued : files queued", await worker.TellAsync(leads[0]));

        var report = await worker.SendAsync();

        Assert.Equal(("delivered", 3, 3), (Text(report, "state"), Number(report, "rows"), Number(report, "accepted")));
        Assert.Equal(leads.Select(lead => lead + ",ann@example.com"), await worker.DropAsync());
        Assert.All(leads, lead => Assert.Equal("success 12.50: files success", worker.TellAsync(lead).Result));
        Assert.Equal(Text(report, "name"), await FileOfAsync(worker, leads[2]));
        Assert.True(worker.Hub.Counts["again "] > 0, "it did not start over");
    }

    [Fact]
    public async Task Activities_that_are_repeated_after_they_had_succeeded_do_nothing_again()
    {
        await using var worker = await BatchWorker.StartAsync();
        var leads = await worker.QueueAsync(3);
        worker.Hub.Repeats = _ => 3;

        var report = await worker.SendAsync();

        Assert.Equal(("delivered", 3, 3, 1), (Text(report, "state"), Number(report, "rows"), Number(report, "accepted"), Number(report, "tries")));
        Assert.Equal(3, (await worker.DropAsync()).Length);
        Assert.Equal(1, await SettledAsync(worker, leads[0]));
    }

    [Fact]
    public async Task Nothing_that_waits_makes_no_file()
    {
        await using var worker = await BatchWorker.StartAsync();

        var (status, body) = await worker.CallAsync("POST", "/api/batches/daily/run");

        Assert.Equal((200, JsonValueKind.Null), (status, body.GetProperty("file").ValueKind));
        Assert.Empty(worker.Storage.Container("acme").Names);
    }

    [Fact]
    public async Task File_that_is_held_goes_on_when_it_is_released()
    {
        await using var worker = await BatchWorker.StartAsync("checks: { min_rows: 5 }\n");
        await worker.QueueAsync(2);
        var file = await worker.OrderAsync();
        await HeldAsync(worker, file);
        Assert.Equal(409, (await worker.CallAsync("POST", $"/api/batches/daily/files/{file}/confirm")).Status);

        var (status, _) = await worker.CallAsync("POST", $"/api/batches/daily/files/{file}/release");

        Assert.Equal(202, status);
        await worker.Hub.EndOf("file-" + file);
        Assert.Equal("delivered", Text(await worker.ReportAsync(file), "state"));
        Assert.Equal(2, (await worker.DropAsync()).Length);
    }

    [Fact]
    public async Task Delivered_file_is_sent_again_as_an_instance_of_its_own()
    {
        await using var worker = await BatchWorker.StartAsync();
        await worker.QueueAsync(2);
        var file = Text(await worker.SendAsync(), "id")!;
        var drop = worker.Storage.Container("acme");
        drop.Remove(drop.Names[0]);

        Assert.Equal(202, (await worker.CallAsync("POST", $"/api/batches/daily/files/{file}/resend")).Status);
        await worker.Hub.EndOf($"file-{file}.1");

        Assert.Equal(2, (await worker.DropAsync()).Length);
        Assert.Equal(("delivered", 1), (Text(await worker.ReportAsync(file), "state"), Number(await worker.ReportAsync(file), "resends")));
    }

    [Fact]
    public async Task Erased_lead_is_not_in_a_file_that_was_held_meanwhile()
    {
        await using var worker = await BatchWorker.StartAsync("checks: { min_rows: 5 }\n");
        var leads = await worker.QueueAsync(3);
        var file = await worker.OrderAsync();
        await HeldAsync(worker, file);

        Assert.Equal(204, (await worker.CallAsync("DELETE", "/api/leads/" + leads[1])).Status);
        Assert.Empty(worker.Storage.Container("files").Names);
        await worker.CallAsync("POST", $"/api/batches/daily/files/{file}/release");
        await worker.Hub.EndOf("file-" + file);

        Assert.Equal(new[] { leads[0], leads[2] }.Select(lead => lead + ",ann@example.com"), await worker.DropAsync());
        var report = await worker.ReportAsync(file);
        Assert.Equal(("delivered", 2, 1), (Text(report, "state"), Number(report, "rows"), Number(report, "mistaken")));
    }

    [Fact]
    public async Task Records_of_calls_go_with_the_history()
    {
        await using var worker = await BatchWorker.StartAsync();
        await worker.QueueAsync(2);
        var run = "run/file-" + Text(await worker.SendAsync(), "id");
        Assert.NotEmpty(await RowsAsync(worker, run));

        await worker.System.Workflows.PurgeAsync(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1), CancellationToken.None);
        Assert.NotEmpty(await RowsAsync(worker, run));
        await worker.System.Workflows.PurgeAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(365), CancellationToken.None);

        Assert.Empty(await RowsAsync(worker, run));
    }

    [Fact]
    public async Task Clock_opens_files_that_are_due()
    {
        await using var worker = await BatchWorker.StartAsync("schedule: { count: 2 }\n");
        await worker.QueueAsync(1);
        await worker.System.BatchClock.LookAsync(CancellationToken.None);
        Assert.Equal(0, Number(await FilesAsync(worker), "length"));

        await worker.QueueAsync(1);
        await worker.System.BatchClock.LookAsync(CancellationToken.None);

        var file = Text((await FilesAsync(worker)).GetProperty("files")[0], "id");
        await worker.Hub.EndOf("file-" + file);
        Assert.Equal(2, (await worker.DropAsync()).Length);
    }

    private static async Task HeldAsync(Worker worker, string file)
    {
        await worker.Hub.StatusOf("file-" + file, "daily: waits for an operator");
        Assert.Equal("held", Text(await worker.ReportAsync(file), "state"));
    }

    internal static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    internal static int Number(JsonElement json, string name) =>
        name == "length" ? json.GetProperty("files").GetArrayLength() : json.GetProperty(name).GetInt32();

    internal static async Task<List<Record>> RowsAsync(Worker worker, string partition)
    {
        var rows = new List<Record>();
        await foreach (var row in worker.Records.QueryAsync(new(partition), CancellationToken.None))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>How often its trail tells that it was sent in a file.</summary>
    internal static async Task<int> SettledAsync(Worker worker, string lead) =>
        (await RowsAsync(worker, LeadRecords.Partition(lead)))
            .Count(row => row.Row.StartsWith(LeadRecords.EventPrefix, StringComparison.Ordinal)
                && Encoding.UTF8.GetString(row.Body.Span).Contains("delivery.settled", StringComparison.Ordinal));

    private static async Task<JsonElement> FilesAsync(Worker worker) => (await worker.CallAsync("GET", "/api/batches/daily/files")).Body;

    private static async Task<string?> FileOfAsync(Worker worker, string lead) =>
        Text((await worker.CallAsync("GET", "/api/leads/" + lead)).Body.GetProperty("deliveries")[0], "file");
}
