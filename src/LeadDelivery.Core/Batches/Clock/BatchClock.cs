using System.Collections.Concurrent;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Feedback;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Batches.Schedules;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Clock;

/// <summary>
/// Looks at all batches from time to time: opens the files that are due, and tells of those that are late. Several processes may look at
/// once: what was decided is decided by one of them.
/// </summary>
public sealed class BatchClock(
    IRecordStore records, ICatalogs catalogs, FileOpening opening, FeedbackOpening feedback, AlertBook alerts, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, QueueGauge> _gauges = new(StringComparer.Ordinal);

    /// <summary>A batch could not be looked at; the next look comes all the same.</summary>
    public event Action<string, Exception>? Failed;

    /// <summary>Looks once. Returns when to look again at the latest, for what the clock alone brings; null for whenever a row has come.</summary>
    public async Task<DateTimeOffset?> LookAsync(CancellationToken cancellation)
    {
        DateTimeOffset? next = null;
        foreach (var batch in catalogs.Current.Batches.Values.OrderBy(batch => batch.Id, StringComparer.Ordinal))
        {
            try
            {
                var again = await LookAsync(batch, cancellation);
                next = again < next ? again : next ?? again;
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                Failed?.Invoke(batch.Id, error);
            }
        }

        return next;
    }

    /// <summary>Tells of files that are not confirmed long after they were due, once each.</summary>
    public async Task TellLateAsync(CancellationToken cancellation)
    {
        foreach (var batch in catalogs.Current.Batches.Values)
        {
            var partition = BatchRecords.Partition(batch.Id);
            var open = new RecordQuery(partition, BatchRecords.OpenPrefix, BatchRecords.OpenPrefix + "~");
            await foreach (var row in records.QueryAsync(open, cancellation))
            {
                var id = row.Row[BatchRecords.OpenPrefix.Length..];
                if (await records.FindFileAsync(batch.Id, id, cancellation) is { Confirmed: 0, HasEnded: false } file
                    && DateTimeOffset.FromUnixTimeMilliseconds(file.Due) + batch.Late <= time.GetUtcNow()
                    && await records.WriteAsync([RecordOperation.Insert(partition, BatchRecords.LateRow(id), "{}"u8.ToArray())], cancellation) < 0)
                {
                    await alerts.RaiseAsync(
                        records, "batch_late", batch.Recipient, null,
                        $"batch {batch.Id}, file {file.Name ?? id}: it was due {Value(file.Due)} and is not confirmed, state {FileStates.Name(file.State)}",
                        cancellation);
                }
            }
        }
    }

    private async ValueTask<DateTimeOffset?> LookAsync(Batch batch, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (standing, etag) = await records.StandingAsync(batch.Id, cancellation);
        if (batch.Feedback is not null)
        {
            await feedback.LookAsync(batch, standing, etag, cancellation);
            (standing, etag) = await records.StandingAsync(batch.Id, cancellation);
        }

        if (standing.Held)
        {
            return null;
        }

        var schedule = batch.Schedule;
        var reading = schedule is { Count: null, Idle: null, MaxAge: null } ? default
            : await _gauges.GetOrAdd(batch.Id, id => new(records, id, time)).ReadAsync(cancellation);
        var decision = BatchDue.Decide(schedule, Standing(standing, reading), now);
        if (decision.Begins is { } begins)
        {
            standing = standing with { CronKey = schedule.CronKey, Handled = begins.ToUnixTimeMilliseconds() };
            await records.WriteAsync([FileBook.Standing(batch.Id, standing, etag)], cancellation);
            return now;
        }

        if (decision.Due is { } reason)
        {
            // Only by what was just decided on: another process may have opened the file, and even sent it, meanwhile.
            var cron = decision.CronTime;
            await opening.OpenAsync(batch, FileStates.Name(reason), cron ?? now, cron, null, standing, etag, cancellation);
        }

        return decision.LookAgain;
    }

    private static BatchStanding Standing(StoredStanding standing, QueueReading reading) => new()
    {
        CronKey = standing.CronKey,
        Handled = standing.Handled == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(standing.Handled),
        Waiting = reading.Rows,
        Oldest = reading.Oldest,
        Newest = reading.Newest,
        Taking = standing.Taking is not null,
    };

    private static string Value(long milliseconds) => Language.Value.DateText(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
