using System.Collections.Concurrent;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Seen;

/// <summary>
/// Keeps a recipient from getting what it was sent before. A sighting is reserved when a delivery begins and stays where an attempt may
/// have reached the recipient, whatever it answered. A delivery's own repeats pass, and so does a redelivery: an operator asked for it.
/// Two deliveries at the same moment write one row, and the engine asks the later one again. Of one process, memory knows which are open; of
/// several workers, their rows do.
/// </summary>
public sealed class SeenGate(IRecordStore records, Dedupe dedupe, TimeProvider time, Sharing? sharing = null) : IGate, IAttemptGate, IUpkeep
{
    /// <summary>Age from which an open sighting is looked at: a younger one may belong to an instance about to be committed.</summary>
    private static readonly TimeSpan SweepAge = TimeSpan.FromMinutes(1);

    private readonly bool _isShared = sharing is { IsShared: true };
    private readonly ConcurrentDictionary<string, Open> _open = new(StringComparer.Ordinal);

    /// <summary>Reads what deliveries in flight have reserved: once, before the engine starts.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (_isShared)
        {
            return;
        }

        await foreach (var row in records.QueryAsync(new(SeenRecords.Open), cancellation))
        {
            _open[row.Row] = new(SeenRecords.OpenSeen(row), DateTimeOffset.MinValue);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) =>
        await PartitionAsync(passage, cancellation) is { } partition
        && await records.GetAsync(partition, LeadRecords.HeadRow, cancellation) is { } row
            ? Repeats(passage, SeenRecords.Seen(row))
            : null;

    /// <inheritdoc/>
    public async ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation)
    {
        if (await PartitionAsync(passage, cancellation) is not { } partition)
        {
            return null;
        }

        var row = await context.Records.GetAsync(partition, LeadRecords.HeadRow, cancellation);
        var seen = row is null ? null : SeenRecords.Seen(row);
        if (seen is not null && Repeats(passage, seen) is { } closed)
        {
            _open.TryRemove(passage.Key, out _);
            return closed;
        }

        var isOwn = seen?.Key == passage.Key;
        if (isOwn && await OpenAsync(context, passage.Key, cancellation) is not null)
        {
            return null;
        }

        // A sighting of its own that was kept after an earlier try was kept because something was sent.
        var since = isOwn ? DateTimeOffset.FromUnixTimeMilliseconds(seen!.At) : time.GetUtcNow();
        var within = passage.Recipient.Dedupe!.Within;
        var until = within < DateTimeOffset.MaxValue - since ? since + within : DateTimeOffset.MaxValue;
        var open = new StoredOpenSeen(
            partition, passage.Lead.Id, context.InstanceId, isOwn, until.ToUnixTimeMilliseconds(),
            _isShared ? time.GetUtcNow().ToUnixTimeMilliseconds() : 0);
        Remember(passage.Key, new(open, time.GetUtcNow()));
        context.IfRefused(() => _open.TryRemove(passage.Key, out _));
        context.Write(RecordOperation.Upsert(SeenRecords.Open, passage.Key, SeenRecords.Bytes(open)));
        context.Write(RecordOperation.Upsert(
            LeadRecords.Partition(passage.Lead.Id), SeenRecords.LeadPrefix + passage.Key, SeenRecords.Bytes(open)));
        if (!isOwn)
        {
            var sighting = SeenRecords.Bytes(new StoredSeen(passage.Lead.Id, passage.Key, time.GetUtcNow().ToUnixTimeMilliseconds()));
            context.Write(row is null
                ? RecordOperation.Insert(partition, LeadRecords.HeadRow, sighting)
                : RecordOperation.Replace(partition, LeadRecords.HeadRow, sighting, row.ETag));
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask<Hold?> BeforeAsync(Passage passage, int attempt, TimeSpan queued, CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public ValueTask AfterAsync(IActivityContext context, Passage passage, AttemptReport? report) =>
        report is { Category: not SendCategory.NotSent } && (!_isShared || passage is { Lead.Test: false, Recipient.Dedupe: not null })
            ? SentAsync(context, passage)
            : default;

    private async ValueTask SentAsync(IActivityContext context, Passage passage)
    {
        if (await OpenAsync(context, passage.Key, CancellationToken.None) is { Stored.Sent: false } open)
        {
            var sent = open.Stored with { Sent = true };
            Remember(passage.Key, new(sent, open.Since));
            context.Write(RecordOperation.Upsert(SeenRecords.Open, passage.Key, SeenRecords.Bytes(sent)));
        }
    }

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation)
    {
        var (key, _, outcome, _) = departure;
        if ((_isShared && departure.Configured is { Dedupe: null }) || await OpenAsync(context, key, cancellation) is not { } open)
        {
            return;
        }

        context.Write(RecordOperation.Delete(SeenRecords.Open, key));
        var isReplaceable = time.GetUtcNow().ToUnixTimeMilliseconds() >= open.Stored.Until;
        if (!open.Stored.Sent && !isReplaceable && outcome is Outcome.Skipped or Outcome.Error
            && (!_isShared || await IsOwnAsync(context, key, open.Stored, cancellation)))
        {
            foreach (var write in SeenRecords.Forget(key, open.Stored))
            {
                context.Write(write);
            }
        }

        // Entered again meanwhile, it is another.
        if (!_isShared)
        {
            context.AfterCommit(() => _open.TryRemove(new(key, open)));
        }
    }

    /// <inheritdoc/>
    public async Task<int> SweepAsync(IWorkflowClient workflows, CancellationToken cancellation)
    {
        if (_isShared)
        {
            return await SweepSharedAsync(workflows, cancellation);
        }

        var released = 0;
        foreach (var (key, open) in _open)
        {
            if (open.Since < time.GetUtcNow() - SweepAge
                && await workflows.GetAsync(open.Stored.Instance, cancellation) is null or { Ended: true })
            {
                // What was interrupted may have been sent, so the sighting itself stays.
                await records.WriteAsync([RecordOperation.Delete(SeenRecords.Open, key)], cancellation);
                _open.TryRemove(new(key, open));
                released++;
            }
        }

        return released;
    }

    /// <inheritdoc/>
    public Task FoldAsync(CancellationToken cancellation) => Task.CompletedTask;

    private async Task<int> SweepSharedAsync(IWorkflowClient workflows, CancellationToken cancellation)
    {
        var released = 0;
        var before = (time.GetUtcNow() - SweepAge).ToUnixTimeMilliseconds();
        await foreach (var row in records.QueryAsync(new(SeenRecords.Open), cancellation))
        {
            if (SeenRecords.OpenSeen(row) is var open && open.At < before
                && await workflows.GetAsync(open.Instance, cancellation) is null or { Ended: true }
                && await records.WriteAsync([RecordOperation.Delete(row.Partition, row.Row, row.ETag)], cancellation) < 0)
            {
                released++;
            }
        }

        return released;
    }

    // The activity's own writes are looked at too: whether something was sent is known by one that is not committed yet.
    private async ValueTask<Open?> OpenAsync(IActivityContext context, string key, CancellationToken cancellation) =>
        !_isShared ? _open.GetValueOrDefault(key)
        : await context.Records.GetAsync(SeenRecords.Open, key, cancellation) is { } row ? new(SeenRecords.OpenSeen(row), default)
        : null;

    // Of several workers one may have died before its sighting was written, and another lead's stands there.
    private static async ValueTask<bool> IsOwnAsync(
        IActivityContext context, string key, StoredOpenSeen open, CancellationToken cancellation) =>
        await context.Records.GetAsync(open.Partition, LeadRecords.HeadRow, cancellation) is { } row && SeenRecords.Seen(row).Key == key;

    private void Remember(string key, Open open)
    {
        if (!_isShared)
        {
            _open[key] = open;
        }
    }

    private async ValueTask<string?> PartitionAsync(Passage passage, CancellationToken cancellation) =>
        !passage.Lead.Test && passage.Recipient.Dedupe is { } rule
        && await dedupe.HashAsync(passage.Scope.Flow, rule, passage.Lead.Fields, cancellation) is { } hash
            ? $"seen/{passage.Recipient.Id}/{hash}"
            : null;

    private Closed? Repeats(Passage passage, StoredSeen seen)
    {
        var rule = passage.Recipient.Dedupe!;
        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(seen.At);
        return seen.Key == passage.Key || age >= rule.Within || LeadRecords.IsRedelivery(passage.Key)
            ? null
            : new($"duplicate of lead {seen.Lead}: same {string.Join(", ", rule.By)}");
    }

    private sealed record Open(StoredOpenSeen Stored, DateTimeOffset Since);
}
