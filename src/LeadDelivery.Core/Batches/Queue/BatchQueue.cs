using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Queue;

/// <summary>The rows that wait for a batch's next file.</summary>
public sealed class BatchQueue(UlidFactory ids)
{
    /// <summary>A row has been added, durably: the batch's id. For a clock in the same process.</summary>
    public event Action<string>? Added;

    /// <summary>Adds a row together with an activity's result.</summary>
    internal void Add(IActivityContext context, string batch, QueuedRow row)
    {
        context.Write(RecordOperation.Insert(
            BatchRecords.Partition(batch), BatchRecords.QueueRow(ids.Next()), BatchRecords.Bytes(row)));
        context.AfterCommit(() => Added?.Invoke(batch));
    }

    /// <summary>Keeps a row out of the file that it waits for or is in, where that is not written yet.</summary>
    internal static RecordOperation Withdraw(string batch, string deliveryKey) =>
        RecordOperation.Upsert(BatchRecords.Partition(batch), BatchRecords.WithdrawnRow(deliveryKey), "{}"u8.ToArray());

    /// <summary>When a row was added.</summary>
    internal static DateTimeOffset AddedAt(Record row) => UlidFactory.TimeOf(row.Row[BatchRecords.QueuePrefix.Length..])!.Value;

    /// <summary>The row key that parts the rows that were there at a moment from those that came after it.</summary>
    internal static string After(DateTimeOffset moment) => BatchRecords.QueueRow(UlidFactory.Least(moment + TimeSpan.FromMilliseconds(1)));

    /// <summary>The rows that wait, oldest first.</summary>
    /// <param name="from">First row key included; null for the first there is.</param>
    /// <param name="to">First row key no longer included; null for all.</param>
    internal static RecordQuery Waiting(string batch, string? from = null, string? to = null, int limit = int.MaxValue) =>
        new(BatchRecords.Partition(batch), from ?? BatchRecords.QueuePrefix, to ?? BatchRecords.QueuePrefix + "~", Limit: limit);
}
