using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Functions.Durable;

/// <summary>
/// What is recorded of one activity call: begun, then its output. Partition of the lead that the instance delivers, row
/// <c>run/{instance}/{task}</c>, so that it is written in one transaction with the lead's other rows, and goes with them.
/// </summary>
internal sealed class RunRow(string instance, int task)
{
    private static readonly byte[] Begun = "{}"u8.ToArray();

    private readonly string _partition = LeadRecords.Partition(instance.Split('.')[0]);
    private readonly string _row = $"run/{instance}/{task:D6}";

    /// <summary>Says that it begins; false where an earlier run has said so.</summary>
    public async ValueTask<bool> BeginAsync(IRecordStore records, CancellationToken cancellation) =>
        await records.WriteAsync([RecordOperation.Insert(_partition, _row, Begun)], cancellation) < 0;

    /// <summary>The output of an earlier run; null where none has ended.</summary>
    public async ValueTask<JsonElement?> OutputAsync(IRecordStore records, CancellationToken cancellation) =>
        await records.GetAsync(_partition, _row, cancellation) is { } row && row.Body.Length > Begun.Length
            ? JsonDocument.Parse(row.Body).RootElement.GetProperty("output")
            : null;

    /// <summary>The write that ends it. One that touches the store alone has not begun anywhere: it is refused where another run was faster.</summary>
    public RecordOperation End(ActivityKind kind, byte[] output)
    {
        byte[] body = [.. "{\"output\":"u8, .. output, .. "}"u8];
        return kind == ActivityKind.Effect ? RecordOperation.Upsert(_partition, _row, body) : RecordOperation.Insert(_partition, _row, body);
    }
}
