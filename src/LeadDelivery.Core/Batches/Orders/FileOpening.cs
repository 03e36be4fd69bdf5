using System.Text.Json;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Schedules;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Orders;

/// <summary>How the opening of a file ended.</summary>
public enum OpenStatus
{
    /// <summary>It is on its way.</summary>
    Opened,

    /// <summary>The rows of another one are being decided: a moment later it can be opened.</summary>
    Taking,

    /// <summary>The host is busy, full or stopping.</summary>
    Busy,

    /// <summary>What it was decided on has changed: somebody else may have opened it.</summary>
    Changed,
}

/// <summary>Opens files: the file, what the clock knows of its batch, and the start of its workflow are one step.</summary>
public sealed class FileOpening(IRecordStore records, IWorkflowClient workflows, ICatalogs catalogs, UlidFactory ids, TimeProvider time)
{
    /// <summary>A conflict means that somebody else has opened one, or changed what the clock knows: a few rounds are plenty.</summary>
    private const int MaxRounds = 5;

    /// <summary>Opens a file.</summary>
    /// <param name="cause">As in <see cref="BatchFile.Cause"/>.</param>
    /// <param name="due">When it was due.</param>
    /// <param name="handled">The cron time that it stands for; null for none.</param>
    /// <param name="by">The operator who asked for it; null for nobody.</param>
    /// <returns>With the file's id, or that of the one in the way.</returns>
    public async ValueTask<(OpenStatus Status, string? File)> OpenAsync(
        Batch batch, string cause, DateTimeOffset due, DateTimeOffset? handled, string? by, CancellationToken cancellation)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var (standing, etag) = await records.StandingAsync(batch.Id, cancellation);
            var opened = await OpenAsync(batch, cause, due, handled, by, standing, etag, cancellation);
            if (opened.Status != OpenStatus.Changed)
            {
                return opened;
            }
        }

        return (OpenStatus.Busy, null);
    }

    /// <summary>Opens a file that was decided on with what the clock knew: only while nobody has changed that.</summary>
    internal async ValueTask<(OpenStatus Status, string? File)> OpenAsync(
        Batch batch, string cause, DateTimeOffset due, DateTimeOffset? handled, string? by, StoredStanding standing, string? etag,
        CancellationToken cancellation)
    {
        if (standing.Taking is { } taking)
        {
            return (OpenStatus.Taking, taking);
        }

        var id = ids.Next();
        var changed = standing with
        {
            Taking = id,
            Handled = Math.Max(standing.Handled, handled?.ToUnixTimeMilliseconds() ?? 0),
        };
        var started = await workflows.StartAsync(Start(batch, id, File(batch, cause, due, by), changed, etag), cancellation);
        return started.Outcome switch
        {
            StartOutcome.Started => (OpenStatus.Opened, id),
            StartOutcome.RecordConflict or StartOutcome.AlreadyExists => (OpenStatus.Changed, null),
            _ => (OpenStatus.Busy, null),
        };
    }

    private BatchFile File(Batch batch, string cause, DateTimeOffset due, string? by) => new()
    {
        State = FileState.Taking,
        Cause = cause,
        Due = due.ToUnixTimeMilliseconds(),
        Opened = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Catalog = catalogs.Current.Version,
        Limit = cause == FileStates.Name(DueReason.Count) ? batch.Schedule.Count ?? 0 : 0,
        SendsEmpty = batch.SendEmpty,
        By = by,
    };

    private static StartRequest Start(Batch batch, string id, BatchFile file, StoredStanding standing, string? etag)
    {
        var partition = BatchRecords.Partition(batch.Id);
        return new(
            BatchWorkflows.SendBatchFile.Name, BatchWorkflows.SendBatchFile.Version, BatchWorkflows.InstancePrefix + id,
            JsonSerializer.SerializeToUtf8Bytes(new SendFileInput(batch.Id, id, file.Catalog), BatchWorkflows.SendBatchFile.Input),
            [
                FileBook.Standing(batch.Id, standing, etag),
                RecordOperation.Insert(partition, BatchRecords.FileRow(id), BatchRecords.Bytes(file)),
                RecordOperation.Insert(partition, BatchRecords.OpenRow(id), "{}"u8.ToArray()),
                RecordOperation.Upsert(BatchRecords.Index, batch.Id, "{}"u8.ToArray()),
            ]);
    }
}
