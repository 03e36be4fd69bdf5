using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>What became of a row.</summary>
/// <param name="At">When that was known; the same on every repeat.</param>
/// <param name="Reason">Why; null for none.</param>
/// <param name="InReview">True: it waits for an operator, and is queued until then.</param>
internal sealed record RowResult(
    string File, string? Name, DateTimeOffset At, Outcome Outcome, string? Reason = null, string? RecipientLeadId = null, decimal? Price = null,
    bool InReview = false);

/// <summary>
/// Marks the lead of a row: its delivery, its outcome and price, its trail. All of it comes to the same however often it is done, and in
/// whichever order with the lead's own workflow: the outcome is recorded after the delivery, and the price is the sum over deliveries.
/// Where a repeat finds a part of it done, the trail tells what was there before: the two are written in one transaction.
/// </summary>
internal sealed class RowSettlement(LeadVault vault, RecipientGates gates)
{
    /// <summary>Marks a lead; does nothing for one whose delivery is not there, or was superseded by another's sale: that stays so.</summary>
    /// <returns>The outcome before; null where nothing was done.</returns>
    public async ValueTask<Outcome?> ApplyAsync(
        IActivityContext context, QueuedRow row, Recipient recipient, RowResult result, CancellationToken cancellation)
    {
        var partition = LeadRecords.Partition(row.Lead);
        var record = await context.Records.GetAsync(partition, row.Row, cancellation);
        var head = await context.Records.FindSummaryAsync(row.Lead, cancellation);
        if (record is null || head is null)
        {
            return null;
        }

        var before = LeadRecords.Delivery(record);
        if (before.Outcome == Outcome.Superseded.Name())
        {
            return null;
        }

        var lead = await vault.FindAsync(context.Records, row.Lead, cancellation);
        var summary = LeadRecords.Summary(head);
        var outcome = before.Outcome == result.Outcome.Name()
            ? await SettledEntry.FindBeforeAsync(context.Records, row, result, cancellation) ?? before.Outcome
            : before.Outcome;
        var after = before with
        {
            Outcome = result.Outcome.Name(),
            Price = result.Outcome == Outcome.Success ? result.Price ?? row.Price : null,
            RecipientLeadId = result.RecipientLeadId ?? before.RecipientLeadId,
            Attempts = result.InReview ? before.Attempts : Math.Max(before.Attempts, 1),
            File = result.InReview ? null : result.Name,
            Sealed = Seal(lead, before, result.Reason),
        };
        context.Write(Ports.RecordOperation.Replace(partition, row.Row, LeadRecords.Bytes(after), record.ETag));
        int? until = summary.Ended is null ? summary.Redeliveries : null;
        var price = await LeadPrice.OfAsync(context.Records, row.Lead, row.Row, after, cancellation, until);
        var instead = new Dictionary<string, StoredDelivery> { [row.Row] = after };
        var changed = summary.Ended is not null ? Changed(summary, outcome, after, row.Row, price, result.At)
            : row.Redelivery < summary.Redeliveries ? Redelivered(summary, outcome, after, row.Row, price)
            : summary;
        if (summary.Standing is { } standing && standing.HangsOn(row.Row))
        {
            changed = await StandingAsync(context.Records, row.Lead, summary with { Price = changed.Price }, instead, result.At, cancellation);
        }

        if (summary.Recovery is { } recovery && recovery.Has(row.Row))
        {
            changed = changed with { Recovered = await recovery.SumAsync(context.Records, row.Lead, row.Row, after, cancellation) };
            if (changed.Recovered != summary.Recovered)
            {
                context.Write(SettledEntry.Recovered(row, result, changed.Recovered - summary.Recovered));
            }
        }

        if (summary.Ended is not null)
        {
            changed = await SourceShare.SettleAsync(context.Records, row.Lead, changed, instead, cancellation);
        }

        context.Write(Ports.RecordOperation.Replace(head.Partition, head.Row, LeadRecords.Bytes(changed), head.ETag));
        context.Write(SettledEntry.Write(row, recipient, result, outcome, after, lead));
        if (result.InReview)
        {
            context.Write(ReviewRecord.Open(Ticket(row, summary, recipient), new ReviewRules(recipient.Id)));
        }

        // A row that waits for review has no place at the recipient; if it is sent on, that is another delivery.
        var departure = result.InReview ? Outcome.Failure
            : outcome == Outcome.Success.Name() && result.Outcome != Outcome.Success ? Outcome.Superseded
            : result.Outcome;
        await gates.LeaveAsync(context, new(row.Key, recipient.Id, departure, after.Price) { Configured = recipient }, cancellation);
        return LeadRecords.OutcomeOf(outcome);
    }

    private static byte[]? Seal(Lead? lead, StoredDelivery before, string? reason)
    {
        if (lead is null)
        {
            return null;
        }

        var details = before.Sealed is null ? null : LeadVault.Open(lead.Id, lead.Key, before.Sealed);
        var kept = (details?.Members ?? []).Where(member => member.Key != "reason").ToList();
        if (reason is not null)
        {
            kept.Add(new("reason", Value.Of(reason)));
        }

        return kept.Count == 0 ? null : lead.Seal(ValueObject.From(kept));
    }

    // A lead that is being delivered once more: its workflow adds to what was before it, and falls back on it. One that is delivered for
    // the first time gets all from its own workflow, which looks at this delivery then.
    private static StoredSummary Redelivered(
        StoredSummary summary, string before, StoredDelivery after, string row, decimal? price) => summary with
        {
            Price = summary.Test ? summary.Price : price,
            Before = summary.Decided == row && (summary.Before == before || summary.Before == after.Outcome) ? after.Outcome : summary.Before,
        };

    private static StoredSummary Changed(
        StoredSummary summary, string before, StoredDelivery after, string row, decimal? price, DateTimeOffset at)
    {
        var changed = summary with { Price = summary.Test ? summary.Price : price };
        if (summary.Decided != row || (summary.Outcome != before && summary.Outcome != after.Outcome))
        {
            return changed;
        }

        var placed = after.Outcome == Outcome.Success.Name() || after.Outcome == Outcome.Queued.Name();
        return changed with
        {
            Outcome = after.Outcome,
            Ended = after.Outcome == summary.Outcome ? summary.Ended : at.ToUnixTimeMilliseconds(),
            Cost = summary.Promised && !placed ? null : summary.Cost,
        };
    }

    private static async ValueTask<StoredSummary> StandingAsync(
        Ports.IRecordStore records, string lead, StoredSummary summary, IReadOnlyDictionary<string, StoredDelivery> instead, DateTimeOffset at,
        CancellationToken cancellation)
    {
        if (summary.Ended is not null)
        {
            return await LeadStanding.SettleAsync(records, lead, summary, instead, at, cancellation);
        }

        if (summary.Before is null)
        {
            // A review has sent it on: what comes of that tells the rest.
            return summary;
        }

        var (outcome, decided) = await LeadStanding.ComeAsync(records, lead, summary.Standing!, instead, cancellation);
        return summary with { Before = outcome.Name(), Decided = decided };
    }

    private static DeliveryTicket Ticket(QueuedRow row, StoredSummary summary, Recipient recipient) =>
        new(row.Lead, summary.Flow, "", recipient.Id, row.Number, row.Redelivery, false);
}
