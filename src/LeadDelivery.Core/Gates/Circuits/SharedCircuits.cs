using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates.Standing;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Circuits;

/// <summary>
/// Circuits of several workers. Each counts its own failures; what they come to is decided by the row, under its condition: it is opened once,
/// and one attempt of one worker is its probe.
/// </summary>
internal sealed class SharedCircuits(IRecordStore records)
{
    /// <summary>Takes an attempt as the probe of an open circuit whose break is over, if nobody else has.</summary>
    /// <returns>Why it may not be made, or null; and what is stored by now.</returns>
    public async ValueTask<(Hold? Hold, StoredCircuit? Stored)> ClaimAsync(
        string key, Recipient recipient, int attempt, DateTimeOffset now, CancellationToken cancellation)
    {
        while (true)
        {
            var (stored, etag) = await ReadAsync(recipient.Id, cancellation);
            if (stored is null)
            {
                return default;
            }

            var circuit = Of(stored);
            if (circuit.Enter(key, recipient, attempt, now) is { } hold)
            {
                return (hold, stored);
            }

            var claimed = circuit.Stored(withProbe: true);
            if (claimed == stored || await WriteAsync(recipient.Id, claimed, etag, cancellation))
            {
                return (null, claimed);
            }
        }
    }

    /// <summary>An attempt has ended that may have been the probe; null: it was not, or changed nothing.</summary>
    public async ValueTask<(CircuitChange? Change, StoredCircuit? Stored)> EndAsync(
        string key, string recipient, bool? failed, CircuitPolicy policy, DateTimeOffset now)
    {
        while (true)
        {
            var (stored, etag) = await ReadAsync(recipient, CancellationToken.None);
            if (stored?.Probe != key)
            {
                return (null, stored);
            }

            var circuit = Of(stored);
            var change = circuit.Leave(key, failed, policy, now);
            if (await WriteAsync(recipient, circuit.Stored(), etag, CancellationToken.None))
            {
                return (change, circuit.Stored());
            }
        }
    }

    /// <summary>Opens it; false where it is open, or forced, already.</summary>
    public async ValueTask<(bool IsOurs, StoredCircuit Stored)> OpenAsync(string recipient, StoredCircuit opened, DateTimeOffset now)
    {
        while (true)
        {
            var (stored, etag) = await ReadAsync(recipient, CancellationToken.None);
            if (stored is { Open: true } || (stored?.Forced is { } forced && !(forced.Until <= now)))
            {
                return (false, stored);
            }

            if (await WriteAsync(recipient, opened, etag, CancellationToken.None))
            {
                return (true, opened);
            }
        }
    }

    /// <summary>What is stored of it.</summary>
    public async ValueTask<(StoredCircuit? Stored, string? ETag)> ReadAsync(string recipient, CancellationToken cancellation) =>
        await records.GetAsync(StandingLog.Partition, CircuitBook.Row + recipient, cancellation) is { } row
            ? (JsonSerializer.Deserialize(row.Body.Span, StandingJson.Default.StoredCircuit), row.ETag)
            : default;

    private async ValueTask<bool> WriteAsync(string recipient, StoredCircuit circuit, string? etag, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(circuit, StandingJson.Default.StoredCircuit);
        var row = CircuitBook.Row + recipient;
        return await records.WriteAsync(
            [
                etag is null
                    ? RecordOperation.Insert(StandingLog.Partition, row, body)
                    : RecordOperation.Replace(StandingLog.Partition, row, body, etag),
            ],
            cancellation) < 0;
    }

    private static Circuit Of(StoredCircuit stored)
    {
        var circuit = new Circuit();
        circuit.Restore(stored);
        return circuit;
    }
}
