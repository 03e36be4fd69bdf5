using System.Collections.Concurrent;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Prices;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>
/// Caps of several workers at once. An admission replaces the owner's one row of counts where that is still as it was read: of two at the same
/// moment the later decides anew. An end only adds a row of its own, which can meet no condition; until somebody takes it into the counts, the
/// delivery keeps its place, and nobody is refused before all ends are taken in. So a cap is never exceeded, and none refuses too early.
/// </summary>
internal sealed class SharedCaps(IRecordStore records, TimeProvider time, Sharing sharing)
{
    /// <summary>Ends taken in with one transaction. 30: each takes two rows more, and a cloud table takes 100 at a time.</summary>
    private const int AbsorbBatch = 30;

    private readonly ConcurrentDictionary<string, Known> _owners = new(StringComparer.Ordinal);

    /// <summary>Reserves room under all caps, at once, or under none. Asked again under the same key it reserves nothing more.</summary>
    /// <returns>The limit that is reached; null where it is reserved.</returns>
    public async ValueTask<(Cap Cap, CapLimit Limit)?> ReserveAsync(
        CapOwner owner, string key, string instance, IReadOnlyList<Cap> caps, ExpectedPrice price, CancellationToken cancellation)
    {
        var known = Of(owner.Id);

        // One after another in this worker, so that only workers meet, not all deliveries.
        await known.Turn.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                if (await records.GetAsync(CapRecords.Partition(owner.Id), CapRecords.KeyPrefix + key, cancellation) is not null)
                {
                    if (await TakeBackAsync(owner.Id, key, cancellation))
                    {
                        return null;
                    }

                    continue;
                }

                var now = time.GetUtcNow();
                var standing = await ReadAsync(owner.Id, cancellation);
                if (standing.Reached(caps, price, now) is { } reached)
                {
                    if (await AbsorbAsync(owner.Id, standing, cancellation))
                    {
                        continue;
                    }

                    return reached;
                }

                if (!known.IsListed)
                {
                    await records.WriteAsync([CapRecords.List(owner.Id)], cancellation);
                    known.IsListed = true;
                }

                var entry = new CapEntry(key, CapAccount.TagsOf(caps), instance)
                {
                    Money = price.Amount ?? 0,
                    IsGuess = price.IsGuess,
                    IsBlind = price.IsBlind,
                    Since = now,
                };
                standing.State.Reserve(entry, 1);
                if (await records.WriteAsync([CapRecords.Write(owner.Id, standing), CapRecords.Insert(owner.Id, entry)], cancellation) < 0)
                {
                    return null;
                }
            }
        }
        finally
        {
            known.Turn.Release();
        }
    }

    /// <summary>The limit that keeps another one out, by counts that may be some seconds old.</summary>
    public async ValueTask<(Cap Cap, CapLimit Limit)?> PeekAsync(
        CapOwner owner, string key, IReadOnlyList<Cap> caps, ExpectedPrice price, CancellationToken cancellation)
    {
        var standing = await ViewAsync(owner.Id, sharing.StandingFor, cancellation);
        return standing.Reached(caps, price, time.GetUtcNow()) is { } reached
            && (key.Length == 0 || await records.GetAsync(CapRecords.Partition(owner.Id), CapRecords.KeyPrefix + key, cancellation) is null)
                ? reached
                : null;
    }

    /// <summary>How the caps stood when last looked at.</summary>
    public IReadOnlyList<CapUsage> Usage(CapOwner owner) =>
        (Of(owner.Id).View ?? new(new(), null, new(0))).Usage(owner, time.GetUtcNow());

    /// <summary>Looks at an owner's counts, unless that was done just now.</summary>
    public async ValueTask RefreshAsync(string owner, CancellationToken cancellation) => await ViewAsync(owner, sharing.ViewFor, cancellation);

    /// <summary>A delivery has ended: adds a row that says how, whichever worker let it in.</summary>
    public async ValueTask LeaveAsync(
        IActivityContext context, string owner, string key, Outcome outcome, decimal? price, CancellationToken cancellation)
    {
        var partition = CapRecords.Partition(owner);
        if (await context.Records.GetAsync(partition, CapRecords.KeyPrefix + key, cancellation) is not { } row)
        {
            return;
        }

        var entry = CapRecords.Entry(row);
        var end = await context.Records.GetAsync(partition, CapRecords.EndPrefix + key, cancellation);
        var isSold = entry.Sold is not null || (end is not null && CapRecords.Entry(end).Sold is not null);
        if (isSold && outcome != Outcome.Superseded)
        {
            return;
        }

        // What names no price keeps what was reserved: queued leads may be paid for later.
        context.Write(outcome is Outcome.Success or Outcome.Queued
            ? CapRecords.End(owner, entry, price ?? entry.Unpriced(outcome), time.GetUtcNow())
            : CapRecords.End(owner, entry, entry.Money, null, outcome == Outcome.Superseded));
    }

    /// <summary>Takes back what was reserved and came to nothing.</summary>
    public async ValueTask ReleaseAsync(string owner, string key, CancellationToken cancellation)
    {
        if (await records.GetAsync(CapRecords.Partition(owner), CapRecords.KeyPrefix + key, cancellation) is { } row)
        {
            await records.WriteAsync([CapRecords.End(owner, CapRecords.Entry(row), 0, null)], cancellation);
        }
    }

    /// <summary>The counts as they are now, all ends taken in.</summary>
    public async ValueTask<CapStanding> SettledAsync(string owner, CancellationToken cancellation)
    {
        while (true)
        {
            var standing = await ReadAsync(owner, cancellation);
            if (!await AbsorbAsync(owner, standing, cancellation))
            {
                return standing;
            }
        }
    }

    /// <summary>The counts as stored.</summary>
    public async ValueTask<CapStanding> ReadAsync(string owner, CancellationToken cancellation)
    {
        var (partition, known) = (CapRecords.Partition(owner), Of(owner));
        while (true)
        {
            var row = await records.GetAsync(partition, CapRecords.StateRow, cancellation);
            var state = row is null ? await CountAsync(partition, cancellation) : CapRecords.State(row);
            if (row is not null && known.History is { } history && history.Folds == state.Folds)
            {
                return new(state, row.ETag, history);
            }

            // What is folded while the sums are read would stand in both.
            history = await HistoryAsync(partition, state.Folds, cancellation);
            var after = await records.GetAsync(partition, CapRecords.StateRow, cancellation);
            if (after is null && row is null)
            {
                return new(state, null, history);
            }

            if (after is not null && CapRecords.State(after) is var latest && latest.Folds == history.Folds)
            {
                known.History = history;
                return new(latest, after.ETag, history);
            }
        }
    }

    private async ValueTask<CapStanding> ViewAsync(string owner, TimeSpan age, CancellationToken cancellation)
    {
        var known = Of(owner);
        var now = time.GetUtcNow();
        if (known.View is not { } view || now - known.ViewedAt >= age)
        {
            known.View = view = await SettledAsync(owner, cancellation);
            known.ViewedAt = now;
        }

        return view;
    }

    // What was given back and is entered again keeps its place: the giving back is void, unless it is taken in already.
    private async ValueTask<bool> TakeBackAsync(string owner, string key, CancellationToken cancellation)
    {
        var partition = CapRecords.Partition(owner);
        if (await records.GetAsync(partition, CapRecords.EndPrefix + key, cancellation) is not { } end)
        {
            // Whoever took its end in meanwhile has removed both.
            return await records.GetAsync(partition, CapRecords.KeyPrefix + key, cancellation) is not null;
        }

        return CapRecords.Entry(end).Sold is not null
            || await records.WriteAsync([RecordOperation.Delete(partition, end.Row, end.ETag)], cancellation) < 0;
    }

    // True where there were any: then all is to be read again, whoever took them in.
    private async ValueTask<bool> AbsorbAsync(string owner, CapStanding standing, CancellationToken cancellation)
    {
        var partition = CapRecords.Partition(owner);
        var ends = new List<Record>();
        var query = new RecordQuery(partition, CapRecords.EndPrefix, CapRecords.EndPrefix + "~", Limit: AbsorbBatch);
        await foreach (var end in records.QueryAsync(query, cancellation))
        {
            ends.Add(end);
        }

        if (ends.Count == 0)
        {
            return false;
        }

        var writes = new List<RecordOperation>((ends.Count * 2) + 1);
        foreach (var end in ends)
        {
            var ended = CapRecords.Entry(end);
            var row = CapRecords.KeyPrefix + ended.Key;
            var there = await records.GetAsync(partition, row, cancellation);
            writes.Add(RecordOperation.Delete(partition, end.Row, end.ETag));
            if (Apply(standing.State, there, ended) is not { } isKept)
            {
                continue;
            }

            writes.Add(
                !isKept ? RecordOperation.Delete(partition, row, there!.ETag)
                : there is null ? RecordOperation.Insert(partition, row, end.Body)
                : RecordOperation.Replace(partition, row, end.Body, there.ETag));
        }

        writes.Add(CapRecords.Write(owner, standing));
        await records.WriteAsync(writes, cancellation);
        return true;
    }

    // Whether its row stays, as a sale; null where nothing changes.
    private static bool? Apply(CapState state, Record? there, CapEntry ended)
    {
        var entry = there is null ? null : CapRecords.Entry(there);
        if (ended.Sold is not null)
        {
            if (entry?.Sold is not null)
            {
                return null;
            }

            if (entry is not null)
            {
                state.Reserve(entry, -1);
            }

            state.Sell(ended, 1);
            return true;
        }

        // Whoever gives back what another worker has just sold comes too late.
        if (entry is null || (entry.Sold is not null && !ended.IsUndo))
        {
            return null;
        }

        if (entry.Sold is not null)
        {
            state.Sell(entry, -1);
        }
        else
        {
            state.Reserve(entry, -1);
        }

        return false;
    }

    private async ValueTask<CapState> CountAsync(string partition, CancellationToken cancellation)
    {
        var state = new CapState();
        await foreach (var row in records.QueryAsync(new(partition, CapRecords.KeyPrefix, CapRecords.KeyPrefix + "~"), cancellation))
        {
            if (CapRecords.Entry(row) is { Sold: not null } sale)
            {
                state.Sell(sale, 1);
            }
            else
            {
                state.Reserve(CapRecords.Entry(row), 1);
            }
        }

        return state;
    }

    private async ValueTask<CapHistory> HistoryAsync(string partition, long folds, CancellationToken cancellation)
    {
        var history = new CapHistory(folds);
        foreach (var prefix in (string[])[CapRecords.DayPrefix, CapRecords.QuarterPrefix])
        {
            await foreach (var row in records.QueryAsync(new(partition, prefix, prefix + "~"), cancellation))
            {
                foreach (var (tag, sum) in CapRecords.Sums(row))
                {
                    history.Add(tag, CapRecords.MinuteOf(row), sum);
                }
            }
        }

        return history;
    }

    private Known Of(string owner) => _owners.GetOrAdd(owner, static _ => new());

    /// <summary>What this worker remembers of an owner, to read less.</summary>
    private sealed class Known
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public bool IsListed { get; set; }

        public CapHistory? History { get; set; }

        public CapStanding? View { get; set; }

        public DateTimeOffset ViewedAt { get; set; }
    }
}
