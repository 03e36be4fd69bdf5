using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Functions.Durable;

/// <summary>
/// A start as it is stored first: whatever dies afterwards, it is finished or undone. Partition <c>starting/{shard}</c>, row the instance's id.
/// </summary>
internal sealed record StartIntent(string Orchestration, string Version, string Instance, byte[] Input, IReadOnlyList<IntendedWrite> Writes, long At)
{
    /// <summary>Partitions: a table's partition takes some 2,000 writes a second.</summary>
    private const int Shards = 8;

    /// <summary>The intent of a request.</summary>
    public static StartIntent Of(StartRequest request, DateTimeOffset now) => new(
        request.Orchestration, request.Version, request.InstanceId, request.Input.ToArray(),
        [.. request.Records.Select(IntendedWrite.Of)],
        now.ToUnixTimeMilliseconds());

    /// <summary>All partitions.</summary>
    public static IEnumerable<string> Partitions => Enumerable.Range(0, Shards).Select(PartitionOf);

    private string Partition => PartitionOf(Instance.Sum(letter => letter) % Shards);

    /// <summary>Stores it; false where there is one of this instance.</summary>
    public async ValueTask<bool> StoreAsync(IRecordStore records, CancellationToken cancellation) => await records.WriteAsync(
        [RecordOperation.Insert(Partition, Instance, JsonSerializer.SerializeToUtf8Bytes(this, IntentJson.Default.StartIntent))], cancellation) < 0;

    /// <summary>It is finished or undone.</summary>
    public async ValueTask RemoveAsync(IRecordStore records, CancellationToken cancellation) =>
        await records.WriteAsync([RecordOperation.Delete(Partition, Instance)], cancellation);

    /// <summary>The intent in a row.</summary>
    public static StartIntent Read(Record row) => JsonSerializer.Deserialize(row.Body.Span, IntentJson.Default.StartIntent)!;

    private static string PartitionOf(int shard) => "starting/" + shard.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One of its writes.</summary>
internal sealed record IntendedWrite(RecordAction Action, string Partition, string Row, byte[] Body, string? ETag)
{
    public static IntendedWrite Of(RecordOperation write) => new(write.Action, write.Partition, write.Row, write.Body.ToArray(), write.ETag);

    [JsonIgnore]
    public RecordOperation Operation => new(Action, Partition, Row, Body, ETag);

    /// <summary>Only where nobody else was faster.</summary>
    [JsonIgnore]
    public bool IsConditional => Action is RecordAction.Insert or RecordAction.Replace || ETag is not null;

    /// <summary>Makes it; true too where an earlier try has made it, which its body shows, since every writer's bodies are its own.</summary>
    public async ValueTask<bool> MakeAsync(IRecordStore records, CancellationToken cancellation) =>
        await records.WriteAsync([Operation], cancellation) < 0
        || await IsMadeAsync(records, cancellation);

    /// <summary>Makes several of one partition, all or none; true too where an earlier try has made them.</summary>
    public static async ValueTask<bool> MakeAsync(IReadOnlyList<IntendedWrite> some, IRecordStore records, CancellationToken cancellation)
    {
        if (await records.WriteAsync([.. some.Select(write => write.Operation)], cancellation) < 0)
        {
            return true;
        }

        var bodies = some.Where(write => write.IsConditional && write.Action != RecordAction.Delete).ToList();
        foreach (var write in bodies)
        {
            if (!await write.IsMadeAsync(records, cancellation))
            {
                return false;
            }
        }

        return bodies.Count > 0;
    }

    private async ValueTask<bool> IsMadeAsync(IRecordStore records, CancellationToken cancellation) =>
        Action != RecordAction.Delete && await records.GetAsync(Partition, Row, cancellation) is { } there && there.Body.Span.SequenceEqual(Body);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StartIntent))]
internal sealed partial class IntentJson : JsonSerializerContext;
