using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Durable;

/// <summary>What is stored of a call.</summary>
/// <param name="Output">Null while it runs.</param>
/// <param name="Conditions">Writes to other partitions with a condition, not known to be made: where they are, the call has succeeded.</param>
/// <param name="Own">The lead's rows that are written once they are.</param>
/// <param name="After">Writes to other partitions that belong to it and are not known to be made.</param>
/// <param name="IsWritten">The lead's rows are.</param>
internal sealed record StoredRun(
    JsonElement? Output = null, IReadOnlyList<IntendedWrite>? Conditions = null, IReadOnlyList<IntendedWrite>? Own = null,
    IReadOnlyList<IntendedWrite>? After = null, bool IsWritten = false);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredRun))]
internal sealed partial class RunJson : JsonSerializerContext;

/// <summary>
/// What is recorded of one activity call, in the partition of the lead that the instance delivers, row <c>run/{instance}/{task}</c>: so it is
/// written in one transaction with the lead's other rows, and goes with them. It is the redo log of what the call writes elsewhere.
/// </summary>
internal sealed class RunRow(IRecordStore records, string instance, int task)
{
    private readonly string _partition = LeadRecords.Partition(instance.Split('.')[0]);
    private readonly string _row = $"run/{instance}/{task:D6}";

    /// <summary>Says that the call begins; false where an earlier run has said so.</summary>
    public async ValueTask<bool> BeginAsync(CancellationToken cancellation) =>
        await records.WriteAsync([Row(RecordAction.Insert, new())], cancellation) < 0;

    /// <summary>The output of an earlier run, with all that belongs to it written; null where none has succeeded.</summary>
    public async ValueTask<JsonElement?> FinishAsync(CancellationToken cancellation)
    {
        if (await records.GetAsync(_partition, _row, cancellation) is not { } row)
        {
            return null;
        }

        var stored = JsonSerializer.Deserialize(row.Body.Span, RunJson.Default.StoredRun)!;
        return stored.Output is { } output && await CarryOutAsync(stored, cancellation) ? output : null;
    }

    /// <summary>Makes a call's writes; false where a condition did not hold, then the lead has no trace of them.</summary>
    public async ValueTask<bool> CommitAsync(JsonElement output, IReadOnlyList<RecordOperation> writes, CancellationToken cancellation)
    {
        var all = writes.Select(IntendedWrite.Of).ToList();
        var elsewhere = all.Where(write => write.Partition != _partition).ToList();
        var run = new StoredRun(
            output, Some(elsewhere.Where(write => write.IsConditional)), Some(all.Where(write => write.Partition == _partition)),
            Some(elsewhere.Where(write => !write.IsConditional)));
        if (run.Conditions is not null)
        {
            // Whoever finds it can tell whether this run got past the conditions, and goes on from there.
            await records.WriteAsync([Row(RecordAction.Upsert, run)], cancellation);
        }

        return await CarryOutAsync(run, cancellation);
    }

    private async ValueTask<bool> CarryOutAsync(StoredRun run, CancellationToken cancellation)
    {
        if (run.Conditions is { } conditions)
        {
            foreach (var condition in conditions)
            {
                if (!await condition.MakeAsync(records, cancellation))
                {
                    return false;
                }
            }
        }

        if (!run.IsWritten)
        {
            var own = (run.Own ?? []).Select(write => write.Operation);
            run = run with { Conditions = null, Own = null, IsWritten = true };
            if (await records.WriteAsync([.. own, Row(RecordAction.Upsert, run)], cancellation) >= 0)
            {
                return false;
            }
        }

        if (run.After is { } after)
        {
            foreach (var partition in after.GroupBy(write => write.Partition))
            {
                await records.WriteAsync([.. partition.Select(write => write.Operation)], cancellation);
            }

            await records.WriteAsync([Row(RecordAction.Upsert, run with { After = null })], cancellation);
        }

        return true;
    }

    private static List<IntendedWrite>? Some(IEnumerable<IntendedWrite> writes) => writes.ToList() is { Count: > 0 } some ? some : null;

    private RecordOperation Row(RecordAction action, StoredRun run) =>
        new(action, _partition, _row, JsonSerializer.SerializeToUtf8Bytes(run, RunJson.Default.StoredRun), null);
}
