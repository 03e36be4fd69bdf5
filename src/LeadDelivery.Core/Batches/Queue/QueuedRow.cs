using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Batches.Queue;

/// <summary>A lead's delivery that waits for a file, or is in one: ids and money.</summary>
/// <param name="Number">The delivery's place in its walk.</param>
/// <param name="Price">What the recipient is expected to pay; null where that is not known.</param>
internal sealed record QueuedRow(string Lead, int Redelivery, int Number, decimal? Price = null)
{
    /// <summary>The delivery's row.</summary>
    public string Row => LeadRecords.DeliveryRow(Redelivery, Number);

    /// <summary>The delivery's key.</summary>
    public string Key => LeadRecords.DeliveryKey(Lead, Redelivery, Number);

    /// <summary>Of a delivery.</summary>
    public static QueuedRow Of(DeliveryTicket delivery, decimal? price) => new(delivery.Lead, delivery.Redelivery, delivery.Number, price);
}

/// <summary>A chunk of a file's rows, decided once and for all.</summary>
internal sealed record FileRows(IReadOnlyList<QueuedRow> Rows)
{
    /// <summary>Most rows of a chunk: a cloud table takes 100 writes in one transaction, and one of them adds the chunk.</summary>
    public const int Most = 99;
}

/// <summary>Rows of a chunk that are not in the file.</summary>
/// <param name="Items">Index in the chunk, and why: names of columns, never values.</param>
internal sealed record RowProblems(IReadOnlyDictionary<int, string> Items);

/// <summary>What a recipient said of rows of a chunk.</summary>
/// <param name="Items">By index in the chunk.</param>
internal sealed record RowAnswers(IReadOnlyDictionary<int, RowAnswer> Items);

/// <summary>What a recipient said of a row.</summary>
internal sealed record RowAnswer(Delivery.Outcome Outcome, string? Reason = null, string? RecipientLeadId = null, decimal? Price = null);
