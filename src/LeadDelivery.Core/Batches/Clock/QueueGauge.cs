using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Clock;

/// <summary>What waits in a queue.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Oldest">When the oldest was added; null for none.</param>
/// <param name="Newest">When the newest was added; null for none.</param>
internal readonly record struct QueueReading(int Rows, DateTimeOffset? Oldest, DateTimeOffset? Newest);

/// <summary>
/// Counts the rows of one queue again and again, reading only those that were not there the last time. Rows are keyed by the moment they
/// were made, and seen some time after it: the latest ones are looked at anew each time.
/// </summary>
internal sealed class QueueGauge(IRecordStore records, string batch, TimeProvider time)
{
    /// <summary>How long a row may take from its key to its commit: ten times the longest commit that was seen under load.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

    /// <summary>How often everything is counted anew, in case a row took longer.</summary>
    private static readonly TimeSpan Anew = TimeSpan.FromMinutes(5);

    private string? _first;
    private string? _passed;
    private int _counted;
    private DateTimeOffset? _newest;
    private DateTimeOffset _since;

    /// <summary>Counts.</summary>
    public async ValueTask<QueueReading> ReadAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var first = await FirstAsync(cancellation);
        if (first is null)
        {
            _first = null;
            return default;
        }

        if (first.Row != _first || now - _since >= Anew || now < _since)
        {
            (_first, _passed, _counted, _newest, _since) = (first.Row, null, 0, null, now);
        }

        var recent = 0;
        var newest = _newest;
        await foreach (var row in records.QueryAsync(BatchQueue.Waiting(batch, _passed is null ? null : _passed + "~"), cancellation))
        {
            var added = BatchQueue.AddedAt(row);
            newest = added > newest ? added : newest ?? added;
            if (recent == 0 && added < now - Late)
            {
                (_passed, _counted, _newest) = (row.Row, _counted + 1, newest);
            }
            else
            {
                recent++;
            }
        }

        return new(_counted + recent, BatchQueue.AddedAt(first), newest);
    }

    private async ValueTask<Record?> FirstAsync(CancellationToken cancellation)
    {
        await foreach (var row in records.QueryAsync(BatchQueue.Waiting(batch, limit: 1), cancellation))
        {
            return row;
        }

        return null;
    }
}
