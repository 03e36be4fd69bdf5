using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Batches.Schedules;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Orders;

/// <summary>How an order was taken.</summary>
public enum OrderStatus
{
    /// <summary>Done, or on its way.</summary>
    Done,

    /// <summary>Nothing waits, and the batch sends no empty files.</summary>
    NothingWaits,

    /// <summary>No such file.</summary>
    Unknown,

    /// <summary>The file is not in a state in which that can be ordered.</summary>
    NotNow,

    /// <summary>Its archive is gone.</summary>
    Removed,

    /// <summary>The host is busy, full or stopping; or another file's rows are being decided.</summary>
    Busy,
}

/// <summary>What operators order of batches and files. Each order is recorded: who, when, what.</summary>
public sealed class BatchOrders(IRecordStore records, IWorkflowClient workflows, FileOpening opening, UlidFactory ids, TimeProvider time)
{
    /// <summary>A conflict means that the clock or another operator was there first: a few rounds are plenty.</summary>
    private const int MaxRounds = 5;

    /// <summary>Makes a file of what waits now, whatever the schedule, also of a batch that is held.</summary>
    /// <returns>With the file's id.</returns>
    public async ValueTask<(OrderStatus Status, string? File)> RunAsync(Batch batch, string by, CancellationToken cancellation)
    {
        if (!batch.SendEmpty && !await WaitsAsync(batch.Id, cancellation))
        {
            return (OrderStatus.NothingWaits, null);
        }

        var (status, file) = await opening.OpenAsync(batch, FileStates.Name(DueReason.Demand), time.GetUtcNow(), null, by, cancellation);
        if (status != OpenStatus.Opened)
        {
            return (OrderStatus.Busy, file);
        }

        await RecordAsync("batch.run", batch.Id, file, by, cancellation);
        return (OrderStatus.Done, file);
    }

    /// <summary>Keeps the schedule from making files, or lets it again. Rows are taken in all the while.</summary>
    public async ValueTask<OrderStatus> HoldAsync(string batch, bool held, string by, CancellationToken cancellation)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var (standing, etag) = await records.StandingAsync(batch, cancellation);
            if (standing.Held == held
                || await records.WriteAsync([FileBook.Standing(batch, standing with { Held = held }, etag)], cancellation) < 0)
            {
                await RecordAsync(held ? "batch.hold" : "batch.release", batch, null, by, cancellation);
                return OrderStatus.Done;
            }
        }

        return OrderStatus.Busy;
    }

    /// <summary>Has a file go on that waits: <c>release</c> what checks held, <c>resend</c> what failed or was delivered before,
    /// <c>confirm</c> that one has arrived which cannot be looked up, <c>discard</c> one that is not to be sent.</summary>
    public async ValueTask<OrderStatus> OrderAsync(string batch, string file, string what, string by, CancellationToken cancellation)
    {
        if (await records.GetAsync(BatchRecords.Partition(batch), BatchRecords.FileRow(file), cancellation) is not { } row)
        {
            return OrderStatus.Unknown;
        }

        var stored = BatchRecords.File(row);
        if (stored is { State: FileState.Delivered } && what == "resend")
        {
            return stored.Removed || await records.IsErasedAsync(batch, file, cancellation)
                ? OrderStatus.Removed
                : await AgainAsync(batch, file, row, stored, by, cancellation);
        }

        var (standing, _) = await records.StandingAsync(batch, cancellation);
        if (!IsSensible(stored, what, isTaking: standing.Taking == file))
        {
            return OrderStatus.NotNow;
        }

        var payload = JsonSerializer.SerializeToUtf8Bytes(new FileOrder(what), BatchWorkflows.Order.Payload);
        if (!await workflows.RaiseEventAsync(Instance(file, stored), Wait(row), BatchWorkflows.Order.Name, payload, cancellation))
        {
            return OrderStatus.NotNow;
        }

        await RecordAsync("batch.file." + what, batch, file, by, cancellation);
        return OrderStatus.Done;
    }

    // Exactly what its workflow takes where it waits. Rows that are not all decided cannot be given up, and what was never sent cannot
    // have arrived.
    private static bool IsSensible(BatchFile file, string what, bool isTaking) => file.State switch
    {
        FileState.Held => what is "release" or "resend" or "discard",
        FileState.Failed => what is "resend" || (what is "discard" && !isTaking) || (what is "confirm" && file.Tries > 0),
        FileState.Unconfirmed => what is "resend" or "discard" or "confirm",
        _ => false,
    };

    // The event's id: a file is written before each wait for an order, and each wait takes one order. A second click is the same event,
    // and does not lie in wait for the next time.
    private static string Wait(Record row) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{row.Row} {row.ETag}")))[..32];

    private static string Instance(string file, BatchFile stored) =>
        BatchWorkflows.InstancePrefix + file + (stored.Resends == 0 ? "" : $".{stored.Resends}");

    private async ValueTask<OrderStatus> AgainAsync(
        string batch, string file, Record row, BatchFile stored, string by, CancellationToken cancellation)
    {
        var again = stored with { State = FileState.Sending, Resends = stored.Resends + 1, Problem = null };
        var started = await workflows.StartAsync(
            new(
                BatchWorkflows.SendBatchFile.Name, BatchWorkflows.SendBatchFile.Version, Instance(file, again),
                JsonSerializer.SerializeToUtf8Bytes(
                    new SendFileInput(batch, file, stored.Catalog, Again: true), BatchWorkflows.SendBatchFile.Input),
                [RecordOperation.Replace(row.Partition, row.Row, BatchRecords.Bytes(again), row.ETag)]),
            cancellation);
        if (started.Outcome != StartOutcome.Started)
        {
            return started.Outcome is StartOutcome.RecordConflict or StartOutcome.AlreadyExists ? OrderStatus.NotNow : OrderStatus.Busy;
        }

        await RecordAsync("batch.file.resend", batch, file, by, cancellation);
        return OrderStatus.Done;
    }

    private async ValueTask<bool> WaitsAsync(string batch, CancellationToken cancellation)
    {
        await foreach (var _ in records.QueryAsync(BatchQueue.Waiting(batch, limit: 1), cancellation))
        {
            return true;
        }

        return false;
    }

    private async ValueTask RecordAsync(string what, string batch, string? file, string by, CancellationToken cancellation) =>
        await records.WriteAsync(
            [
                RecordOperation.Insert(CatalogHolder.OperationsPartition, ids.Next(), ValueJson.ToUtf8(Value.Of(ValueObject.From(
                [
                    new("at", Value.Of(Value.DateText(time.GetUtcNow()))),
                    new("who", Value.Of(by)),
                    new("what", Value.Of(what)),
                    new("batch", Value.Of(batch)),
                    new("file", Value.Of(file)),
                ])))),
            ],
            cancellation);
}
