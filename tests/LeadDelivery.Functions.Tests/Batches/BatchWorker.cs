using System.Text.Json;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Durable;

namespace LeadDelivery.Functions.Tests.Batches;

/// <summary>A worker whose leads are sent in files, into the container <c>acme</c>.</summary>
internal static class BatchWorker
{
    public const string Recipient = "type: batch\nprice: 12.50\n";

    public static Task<Worker> StartAsync(
        string more = "", Func<IRecordStore, IRecordStore>? around = null, TimeProvider? time = null, string recipient = Recipient) =>
        Worker.StartAsync(
            time ?? TimeProvider.System, "files", around,
            [
                ("daily", "recipient: files\nformat: csv\ncolumns: { id: '{{lead.id}}', email: '{{lead.email}}' }\n"
                    + "to: { type: blob, container: acme }\n" + more),
            ],
            ("files", recipient));

    /// <summary>Takes leads in, and lets each come to wait for a file.</summary>
    public static async Task<string[]> QueueAsync(this Worker worker, int leads)
    {
        var ids = new string[leads];
        for (var at = 0; at < leads; at++)
        {
            ids[at] = await worker.SubmitAsync();
            await worker.Hub.EndOf(ids[at]);
        }

        return ids;
    }

    /// <summary>Orders a file of what waits; its id.</summary>
    public static async Task<string> OrderAsync(this Worker worker)
    {
        var (status, body) = await worker.CallAsync("POST", "/api/batches/daily/run");
        Assert.Equal(202, status);
        return body.GetProperty("file").GetString()!;
    }

    /// <summary>Orders a file and waits for its end; its report.</summary>
    public static async Task<JsonElement> SendAsync(this Worker worker)
    {
        var file = await worker.OrderAsync();
        await worker.Hub.EndOf("file-" + file);
        return await worker.ReportAsync(file);
    }

    public static async Task<JsonElement> ReportAsync(this Worker worker, string file) =>
        (await worker.CallAsync("GET", "/api/batches/daily/files/" + file)).Body;

    /// <summary>The lines of the one file that the buyer has, but for the header.</summary>
    public static async Task<string[]> DropAsync(this Worker worker)
    {
        var drop = worker.Storage.Container("acme");
        var name = Assert.Single(drop.Names);
        var drops = new BlobDrops(worker.Storage.Container, new BlobFileOptions());
        using var reader = new StreamReader((await drops.OpenAsync("acme", name, CancellationToken.None))!);
        return (await reader.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
    }
}
