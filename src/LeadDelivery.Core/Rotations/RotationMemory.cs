using System.Collections.Concurrent;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Rotations;

/// <summary>
/// The turns of all rotations: in this process's memory, which decides, and in one row each that is read at first use after a start.
/// Nobody waits for the row or contends for it: what a crash loses of it are turns of the last moment, and no lead.
/// </summary>
internal sealed class RotationMemory
{
    private const string Partition = "rotations";

    private readonly ConcurrentDictionary<string, Turns> _turns = new(StringComparer.Ordinal);

    /// <summary>The turns of a rotation.</summary>
    /// <param name="rotation">Flow and path of its node.</param>
    public async ValueTask<Turns> OfAsync(IRecordStore records, string rotation, CancellationToken cancellation)
    {
        if (_turns.TryGetValue(rotation, out var known))
        {
            return known;
        }

        var row = await records.GetAsync(Partition, rotation, cancellation);
        return _turns.GetOrAdd(rotation, Turns.Read(row is null ? default : row.Body.Span));
    }

    /// <summary>Stores them soon.</summary>
    public static void Store(IActivityContext context, string rotation, byte[] turns) =>
        context.WriteSoon(RecordOperation.Upsert(Partition, rotation, turns));
}
