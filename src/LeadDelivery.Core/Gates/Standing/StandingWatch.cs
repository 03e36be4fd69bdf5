using System.Diagnostics.CodeAnalysis;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Standing;

/// <summary>Looks at what other workers have written of recipients, when somebody asks and it was not done just now.</summary>
/// <param name="prefix">First characters of the rows looked at.</param>
/// <param name="age">How old what is known may be.</param>
/// <param name="take">Takes up all rows there are.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
internal sealed class StandingWatch(IRecordStore records, TimeProvider time, string prefix, TimeSpan age, Action<IReadOnlyList<Record>> take)
{
    private readonly SemaphoreSlim _turn = new(1);
    private long _read = DateTimeOffset.MinValue.UtcTicks;

    /// <summary>What is known is not older than allowed.</summary>
    public ValueTask RefreshAsync(CancellationToken cancellation) => IsFresh ? default : ReadAsync(onlyIfOld: true, cancellation);

    /// <summary>What is known is what is written now.</summary>
    public ValueTask ReadAsync(CancellationToken cancellation) => ReadAsync(onlyIfOld: false, cancellation);

    private bool IsFresh => time.GetUtcNow().UtcTicks - Volatile.Read(ref _read) < age.Ticks;

    private async ValueTask ReadAsync(bool onlyIfOld, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (onlyIfOld && IsFresh)
            {
                return;
            }

            var began = time.GetUtcNow().UtcTicks;
            var rows = new List<Record>();
            await foreach (var row in records.QueryAsync(new(StandingLog.Partition, prefix, prefix + "~"), cancellation))
            {
                rows.Add(row);
            }

            take(rows);
            Volatile.Write(ref _read, began);
        }
        finally
        {
            _turn.Release();
        }
    }
}
