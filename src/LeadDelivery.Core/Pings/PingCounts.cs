using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Pings;

/// <summary>
/// Counts pings by hour, source and flow, and drops those that can no longer be taken up: their row becomes a number in the same
/// transaction, and their key is destroyed.
/// </summary>
public sealed class PingCounts(IRecordStore records, ILeadKeys keys, TimeProvider time)
{
    /// <summary>The longest a ping may be held: <c>pings.expires</c> allows no more.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(24);

    /// <summary>How far back is looked: longer than a host that matters is down.</summary>
    private static readonly TimeSpan FurthestBack = TimeSpan.FromDays(10);

    /// <summary>Rows of one transaction: what Azure Tables take at most is 100, one of them the count.</summary>
    private const int Batch = 99;

    /// <summary>The hours between two moments, each source's and flow's own, oldest first.</summary>
    /// <param name="from">The hour it lies in is the first.</param>
    /// <param name="to">The hour it lies in is the last.</param>
    public async ValueTask<IReadOnlyList<(DateTimeOffset Hour, StoredPingCount Count)>> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var counts = new List<(DateTimeOffset, StoredPingCount)>();
        for (var hour = Floor(from); hour <= to; hour = hour.AddHours(1))
        {
            var sums = new SortedDictionary<(string, string), StoredPingCount>();
            await foreach (var row in records.QueryAsync(new(PingRecords.Partition(Name(hour))), cancellation))
            {
                Add(sums, row);
            }

            counts.AddRange(sums.Values.Select(count => (hour, count)));
        }

        return counts;
    }

    /// <summary>Turns all expired pings into counts; returns how many. A host that was down for longer than ten days leaves older ones.</summary>
    public async ValueTask<int> FoldAsync(CancellationToken cancellation)
    {
        var folded = 0;
        var last = Floor(time.GetUtcNow()) - LongestLife;
        for (var hour = last - FurthestBack; hour < last; hour = hour.AddHours(1))
        {
            folded += await FoldAsync(hour, cancellation);
        }

        return folded;
    }

    private async ValueTask<int> FoldAsync(DateTimeOffset hour, CancellationToken cancellation)
    {
        if (Floor(hour).AddHours(1) + LongestLife > time.GetUtcNow())
        {
            return 0;
        }

        var folded = 0;
        var expired = new List<Record>();
        await foreach (var row in records.QueryAsync(new(PingRecords.Partition(Name(hour))), cancellation))
        {
            if (!row.Row.StartsWith(PingRecords.CountPrefix, StringComparison.Ordinal))
            {
                expired.Add(row);
            }
        }

        foreach (var group in expired.GroupBy(row => (PingRecords.Ping(row).Source, PingRecords.Ping(row).Flow)))
        {
            foreach (var batch in group.Chunk(Batch))
            {
                folded += await FoldAsync(hour, group.Key.Source, group.Key.Flow, batch, cancellation);
            }
        }

        return folded;
    }

    private async ValueTask<int> FoldAsync(
        DateTimeOffset hour, string source, string flow, Record[] expired, CancellationToken cancellation)
    {
        var partition = PingRecords.Partition(Name(hour));
        var row = $"{PingRecords.CountPrefix}{source}/{flow}";
        var before = await records.GetAsync(partition, row, cancellation);
        var sums = new SortedDictionary<(string, string), StoredPingCount>();
        foreach (var record in before is null ? expired : [before, .. expired])
        {
            Add(sums, record);
        }

        var sum = sums.GetValueOrDefault((source, flow)) ?? new(source, flow, 0, 0, 0);
        var count = before is null
            ? RecordOperation.Insert(partition, row, PingRecords.Bytes(sum))
            : RecordOperation.Replace(partition, row, PingRecords.Bytes(sum), before.ETag);
        if (await records.WriteAsync(
            [count, .. expired.Select(record => RecordOperation.Delete(partition, record.Row, record.ETag))], cancellation) >= 0)
        {
            return 0;
        }

        foreach (var key in expired.Select(row => PingRecords.Ping(row).Key).OfType<string>())
        {
            keys.Erase(key);
        }

        return expired.Length;
    }

    private static void Add(SortedDictionary<(string, string), StoredPingCount> sums, Record row)
    {
        var isCount = row.Row.StartsWith(PingRecords.CountPrefix, StringComparison.Ordinal);
        var count = isCount ? PingRecords.Count(row) : Of(PingRecords.Ping(row));
        var sum = sums.GetValueOrDefault((count.Source, count.Flow)) ?? new(count.Source, count.Flow, 0, 0, 0);
        sums[(count.Source, count.Flow)] = sum with
        {
            Pings = sum.Pings + count.Pings,
            Offered = sum.Offered + count.Offered,
            Posted = sum.Posted + count.Posted,
        };
    }

    private static StoredPingCount Of(StoredPing ping) => new(
        ping.Source, ping.Flow, ping.Test ? 0 : 1, ping is { Test: false, Key: not null } ? 1 : 0,
        ping is { Test: false, UsedBy: not null } ? 1 : 0);

    private static DateTimeOffset Floor(DateTimeOffset at)
    {
        var utc = at.ToUniversalTime();
        return new(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, TimeSpan.Zero);
    }

    private static string Name(DateTimeOffset hour) => Floor(hour).ToString("yyyyMMddHH");
}
