using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Durable;

/// <summary>What is stored of a call.</summary>
/// <param name="Output">Null while it runs.</param>
/// <param name="Conditions">Writes to other partitions with a condition, not known to be made: where they are, the call has succeeded. Of
/// calls without a lead, all writes to partitions with a condition.</param>
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
/// What is recorded of one activity call, row <c>run/{instance}/{task}</c>: the redo log of what the call writes elsewhere. It is in the
/// partition of the lead that the instance delivers, so that it is written in one transaction with the lead's other rows, and goes with
/// them; of an instance without a lead in a partition of its own, <c>run/{instance}</c>, which goes with the instance.
/// </summary>
internal sealed class RunRow(IRecordStore records, string instance, int task)
{
    /// <summary>
    /// Transactions under way at once of a call that writes the rows of many leads: a file's chunk has a hundred, which one after the other
    /// would take a second.
    /// </summary>
    private const int AtOnce = 16;

    private readonly string _partition = PartitionOf(instance);
    private readonly string _row = $"run/{instance}/{task:D6}";
    private readonly bool _hasLead = HasLead(instance);

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
        var guarded = elsewhere.Where(write => write.IsConditional).Select(write => write.Partition).ToHashSet(StringComparer.Ordinal);

        // What a call without a lead writes of one lead is written whole or not at all: a run after a conflict finds no half of it.
        var conditions = elsewhere.Where(write => _hasLead ? write.IsConditional : guarded.Contains(write.Partition)).ToList();
        var run = new StoredRun(
            output, Some(conditions), Some(all.Where(write => write.Partition == _partition)), Some(elsewhere.Except(conditions)));
        if (run.Conditions is not null)
        {
            // Whoever finds it can tell whether this run got past the conditions, and goes on from there.
            await records.WriteAsync([Row(RecordAction.Upsert, run)], cancellation);
        }

        return await CarryOutAsync(run, cancellation);
    }

    /// <summary>Removes all that is recorded of an instance without a lead; nothing of another.</summary>
    public static async ValueTask RemoveAsync(IRecordStore records, string instance, CancellationToken cancellation)
    {
        if (HasLead(instance))
        {
            return;
        }

        var removals = new List<RecordOperation>();
        await foreach (var row in records.QueryAsync(new(PartitionOf(instance)), cancellation))
        {
            removals.Add(RecordOperation.Delete(row.Partition, row.Row, row.ETag));
        }

        foreach (var some in removals.Chunk(Stores.TableRecordStore.LargestTransaction))
        {
            await records.WriteAsync(some, cancellation);
        }
    }

    private static bool HasLead(string instance) => UlidFactory.TimeOf(instance.Split('.')[0]) is not null;

    private static string PartitionOf(string instance) =>
        HasLead(instance) ? LeadRecords.Partition(instance.Split('.')[0]) : "run/" + instance;

    private async ValueTask<bool> CarryOutAsync(StoredRun run, CancellationToken cancellation)
    {
        if (run.Conditions is { } conditions && !await MakeAsync(conditions, cancellation))
        {
            return false;
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
            await ForEachAsync(after, async (some, token) => await records.WriteAsync([.. some.Select(write => write.Operation)], token), cancellation);
            await records.WriteAsync([Row(RecordAction.Upsert, run with { After = null })], cancellation);
        }

        return true;
    }

    private async ValueTask<bool> MakeAsync(IReadOnlyList<IntendedWrite> conditions, CancellationToken cancellation)
    {
        if (_hasLead)
        {
            foreach (var condition in conditions)
            {
                if (!await condition.MakeAsync(records, cancellation))
                {
                    return false;
                }
            }

            return true;
        }

        var failed = 0;
        await ForEachAsync(
            conditions,
            async (some, token) =>
            {
                if (Volatile.Read(ref failed) == 0 && !await IntendedWrite.MakeAsync(some, records, token))
                {
                    Interlocked.Increment(ref failed);
                }
            },
            cancellation);
        return failed == 0;
    }

    // Partition by partition, in transactions that a table takes.
    private Task ForEachAsync(
        IEnumerable<IntendedWrite> writes, Func<IntendedWrite[], CancellationToken, ValueTask> make, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            writes.GroupBy(write => write.Partition).SelectMany(partition => partition.Chunk(Stores.TableRecordStore.LargestTransaction)),
            new ParallelOptions { MaxDegreeOfParallelism = _hasLead ? 1 : AtOnce, CancellationToken = cancellation },
            make);

    private static List<IntendedWrite>? Some(IEnumerable<IntendedWrite> writes) => writes.ToList() is { Count: > 0 } some ? some : null;

    private RecordOperation Row(RecordAction action, StoredRun run) =>
        new(action, _partition, _row, JsonSerializer.SerializeToUtf8Bytes(run, RunJson.Default.StoredRun), null);
}
