using System.Collections.Immutable;
using System.Text.Json;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Standing;

/// <summary>The minutes that several workers have written: each adds its own to the row of that minute.</summary>
internal sealed class SharedHours(IRecordStore records)
{
    private volatile ImmutableDictionary<string, ImmutableArray<Minute>> _minutes =
        ImmutableDictionary.Create<string, ImmutableArray<Minute>>(StringComparer.Ordinal);

    /// <summary>Takes up all rows there are.</summary>
    public void Take(IReadOnlyList<Record> rows) => _minutes = rows
        .GroupBy(row => LastHourBook.RecipientOf(row.Row), StringComparer.Ordinal)
        .ToImmutableDictionary(group => group.Key, group => group.Select(Read).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>What all came to, with the minute that this worker has not written yet; null where there is nothing.</summary>
    public LastHour? Of(string recipient, Minute? unfinished)
    {
        var stored = _minutes.GetValueOrDefault(recipient, []);
        if (stored.IsEmpty && unfinished is null)
        {
            return null;
        }

        var hour = new LastHour();
        foreach (var minute in stored.Append(unfinished).OfType<Minute>().GroupBy(minute => minute.Number).OrderBy(group => group.Key))
        {
            var sum = new Minute { Number = minute.Key };
            foreach (var part in minute)
            {
                sum.Add(part, 1);
            }

            hour.Restore(sum);
        }

        return hour;
    }

    /// <summary>Adds a minute of this worker to what others have written of it.</summary>
    public async ValueTask AddAsync(string row, Minute minute)
    {
        while (true)
        {
            var there = await records.GetAsync(StandingLog.Partition, row, CancellationToken.None);
            var sum = new Minute { Number = minute.Number };
            sum.Add(minute, 1);
            if (there is not null && Read(there) is var before)
            {
                if (before.Number > minute.Number)
                {
                    return;
                }

                if (before.Number == minute.Number)
                {
                    sum.Add(before, 1);
                }
            }

            var body = JsonSerializer.SerializeToUtf8Bytes(sum, StandingJson.Default.Minute);
            var write = there is null
                ? RecordOperation.Insert(StandingLog.Partition, row, body)
                : RecordOperation.Replace(StandingLog.Partition, row, body, there.ETag);
            if (await records.WriteAsync([write], CancellationToken.None) < 0)
            {
                return;
            }
        }
    }

    private static Minute Read(Record row) => JsonSerializer.Deserialize(row.Body.Span, StandingJson.Default.Minute)!;
}
