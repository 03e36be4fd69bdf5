using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Reviews;

/// <summary>What an operator decides about a lead that waits for review.</summary>
/// <param name="Lead">The lead's id.</param>
/// <param name="Approve">True: it is delivered. False: it ends in failure.</param>
/// <param name="Reason">Why, for people; null for none. Kept sealed with the lead.</param>
/// <param name="Recipient">Whom an approved lead goes to; null for the review recipient's <c>approve</c>.</param>
/// <param name="Operator">Who decided.</param>
public sealed record ReviewDecision(string Lead, bool Approve, string? Reason, string? Recipient, string Operator);

/// <summary>How a decision was taken.</summary>
public enum ReviewStatus
{
    /// <summary>Done: an approved lead is on its way, a rejected one has ended.</summary>
    Done,

    /// <summary>No such lead.</summary>
    UnknownLead,

    /// <summary>The lead never came to a review.</summary>
    NotInReview,

    /// <summary>Somebody has decided already.</summary>
    Decided,

    /// <summary>Neither the decision nor the configuration says whom an approved lead goes to.</summary>
    NoRecipient,

    /// <summary>The recipient cannot get the lead, or the lead cannot be delivered: see <see cref="RedeliveryStatus"/>.</summary>
    Refused,
}

/// <summary>Takes operators' decisions about leads that wait for review. Each is taken once.</summary>
public sealed class ManualReview(
    IRecordStore records, IWorkflowClient workflows, LeadVault vault, ICatalogs catalogs, UlidFactory ids, TimeProvider time)
{
    /// <summary>The longest reason, in characters: a paragraph, as of recipients.</summary>
    public const int MaxReason = 1000;

    /// <summary>A conflict means that the lead changed in between, at most by one other decision: a few rounds are plenty.</summary>
    private const int MaxRounds = 5;

    private const string Approved = "approve";
    private const string Rejected = "reject";

    /// <summary>
    /// Takes a decision: the delivery that waits, the lead's outcome, its trail and the record of what operators did are written in one
    /// step with the start of what follows. With several reviews of one lead open, it is about all of them.
    /// </summary>
    /// <returns>The status; with <see cref="ReviewStatus.Refused"/> why an approved lead cannot be delivered.</returns>
    public async ValueTask<(ReviewStatus Status, RedeliveryStatus Refusal)> DecideAsync(
        ReviewDecision decision, CancellationToken cancellation)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await TryAsync(decision, cancellation) is { } taken)
            {
                return taken;
            }
        }

        return (ReviewStatus.Refused, RedeliveryStatus.Busy);
    }

    // Null: something of the lead changed meanwhile, another decision perhaps: looking again settles it.
    private async ValueTask<(ReviewStatus Status, RedeliveryStatus Refusal)?> TryAsync(
        ReviewDecision decision, CancellationToken cancellation)
    {
        if (await records.FindSummaryAsync(decision.Lead, cancellation) is not { } record)
        {
            return (ReviewStatus.UnknownLead, default);
        }

        var reviews = await ReviewRecord.OfAsync(records, decision.Lead, cancellation);
        var open = await OpenAsync(decision.Lead, reviews, cancellation);
        if (open.Count == 0)
        {
            return (reviews.Count == 0 ? ReviewStatus.NotInReview : ReviewStatus.Decided, default);
        }

        var summary = LeadRecords.Summary(record);
        var lead = await vault.FindAsync(records, decision.Lead, cancellation);
        var catalog = catalogs.Current;
        var next = decision.Approve ? decision.Recipient ?? NextOf(open[^1].Review, catalog) : null;
        if (decision.Approve && next is null)
        {
            return (ReviewStatus.NoRecipient, default);
        }

        var refusal = decision.Approve ? Redelivery.Refusal(summary, lead, next, catalog)
            : summary.Ended is null ? RedeliveryStatus.StillPending
            : null;
        if (refusal is { } why)
        {
            return (ReviewStatus.Refused, why);
        }

        var request = await RequestAsync(decision, next, record, summary, lead, open, catalog, cancellation);
        var started = await workflows.StartAsync(request, cancellation);
        return started.Outcome switch
        {
            StartOutcome.Started => (ReviewStatus.Done, default(RedeliveryStatus)),
            StartOutcome.RecordConflict or StartOutcome.AlreadyExists => null,
            _ => (ReviewStatus.Refused, RedeliveryStatus.Busy),
        };
    }

    // One that was superseded by another's sale does not wait any more.
    private async ValueTask<List<(ReviewRecord Review, Record Delivery)>> OpenAsync(
        string lead, IReadOnlyList<ReviewRecord> reviews, CancellationToken cancellation)
    {
        var open = new List<(ReviewRecord, Record)>();
        foreach (var review in reviews.Where(review => review.Decision is null))
        {
            var delivery = await records.GetAsync(LeadRecords.Partition(lead), review.Delivery, cancellation);
            if (delivery is not null && LeadRecords.Delivery(delivery).Outcome == Outcome.Queued.Name())
            {
                open.Add((review, delivery));
            }
        }

        return open;
    }

    // As configured today, so that a review whose configuration was wrong can be mended while leads wait.
    private static string? NextOf(ReviewRecord review, Catalog catalog) =>
        catalog.Recipients.GetValueOrDefault(review.Recipient)?.Review?.Approve ?? review.Approve;

    // A rejection runs as a lead whose rules refused it does: there is nothing to deliver, and its records are written in one step.
    private async ValueTask<StartRequest> RequestAsync(
        ReviewDecision decision, string? next, Record record, StoredSummary summary, Lead? lead,
        List<(ReviewRecord Review, Record Delivery)> open, Catalog catalog, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var number = summary.Redeliveries + 1;
        string[] rows = [.. open.Select(waiting => waiting.Review.Delivery)];
        var after = decision.Approve
            ? summary with
            {
                Outcome = Outcome.Pending.Name(),
                Ended = null,
                Redeliveries = number,
                Before = IsBeside(open) ? summary.Outcome : Before(summary, open),
                Shares = summary.Shares?.SentOn(rows, number),
                Recovery = summary.Recovery?.SentOn(rows, number),
                Standing = IsBeside(open) ? summary.Standing : StandingOf(summary, open, rows, number),
            }
            : await RejectedAsync(decision.Lead, summary with { Redeliveries = number }, open, now, cancellation);
        var writes = new List<RecordOperation>
        {
            RecordOperation.Replace(record.Partition, record.Row, LeadRecords.Bytes(after), record.ETag),
            Entry(decision, next, lead, now),
            Operation(decision, next, now),
        };
        foreach (var (review, delivery) in open)
        {
            var reason = decision.Approve ? $"approved, sent on to {next}" : decision.Reason ?? "rejected in review";
            writes.Add(review.Decided(decision.Lead, decision.Approve ? Approved : Rejected));
            writes.Add(DeliveryRecord.Changed(delivery, lead, decision.Approve ? Outcome.Queued : Outcome.Failure, reason));
        }

        return new StartRequest(
            LeadWorkflows.DeliverLead.Name, LeadWorkflows.DeliverLead.Version, $"{decision.Lead}.r{number}",
            JsonSerializer.SerializeToUtf8Bytes(
                new DeliverLeadInput(
                    decision.Lead, summary.Flow, catalog.Version, number, next,
                    Rejected: !decision.Approve, Beside: decision.Approve && IsBeside(open)),
                LeadWorkflows.DeliverLead.Input),
            writes);
    }

    private async ValueTask<StoredSummary> RejectedAsync(
        string lead, StoredSummary summary, List<(ReviewRecord Review, Record Delivery)> open, DateTimeOffset now, CancellationToken cancellation)
    {
        var instead = open.ToDictionary(
            waiting => waiting.Delivery.Row, waiting => LeadRecords.Delivery(waiting.Delivery) with { Outcome = Outcome.Failure.Name() });
        var after = HangsOn(summary, open) ? await LeadStanding.SettleAsync(records, lead, summary, instead, now, cancellation)
            : !Ends(summary, open) ? summary
            : summary with
            {
                Outcome = Outcome.Failure.Name(),
                Ended = now.ToUnixTimeMilliseconds(),

                // A price promised to a ping is owed for a sale alone.
                Cost = summary.Promised ? null : summary.Cost,
            };
        return await SourceShare.SettleAsync(records, lead, after, instead, cancellation);
    }

    // What a side delivery is sent on for is a side delivery too.
    private static bool IsBeside(List<(ReviewRecord Review, Record Delivery)> open) =>
        open.All(waiting => LeadRecords.Delivery(waiting.Delivery).Also);

    // Where the lead does not hang on the review, the part of the plan that the review belongs to has failed already: others had to take the
    // lead too. What comes of it now is sold, and no success.
    private static StoredStanding? StandingOf(
        StoredSummary summary, List<(ReviewRecord Review, Record Delivery)> open, string[] rows, int number)
    {
        var sentOn = new StoredStanding(LeadRecords.RedeliveryPrefix(number));
        if (Ends(summary, open) || HangsOn(summary, open) || summary.Outcome == Outcome.Success.Name())
        {
            return summary.Standing?.Replace(rows, sentOn);
        }

        var isQueued = summary.Outcome == Outcome.Queued.Name();
        var rest = isQueued && summary.Standing is { } standing ? standing : new(summary.Decided, isQueued ? null : summary.Outcome);
        var failed = new StoredStanding(Parts: [sentOn, new(summary.Decided, Outcome.Failure.Name())], All: true);
        return StoredStanding.Of([rest, failed], all: false);
    }

    // An approved lead has no place any more but where it goes now; one that was sold beside the review stays sold, and what it hangs on
    // besides is told from there.
    private static string? Before(StoredSummary summary, List<(ReviewRecord Review, Record Delivery)> open) =>
        Ends(summary, open) || HangsOn(summary, open) || summary.Outcome != Outcome.Success.Name() ? null : summary.Outcome;

    private static bool HangsOn(StoredSummary summary, List<(ReviewRecord Review, Record Delivery)> open) =>
        summary.Standing is { } standing && open.Any(waiting => standing.HangsOn(waiting.Review.Delivery));

    private static bool Ends(StoredSummary summary, List<(ReviewRecord Review, Record Delivery)> open) =>
        summary.Outcome == Outcome.Queued.Name() && open.Any(waiting => waiting.Review.Delivery == summary.Decided);

    private RecordOperation Entry(ReviewDecision decision, string? next, Lead? lead, DateTimeOffset now) => LedgerEntry.Write(
        decision.Lead, ids.Next(), now, "lead.reviewed",
        [
            new("decision", Value.Of(decision.Approve ? Approved : Rejected)),
            new("recipient", Value.Of(next)),
            new("by", Value.Of(decision.Operator)),
        ],
        decision.Reason is null ? null : lead?.Seal(ValueObject.From([new("reason", Value.Of(decision.Reason))])));

    private RecordOperation Operation(ReviewDecision decision, string? next, DateTimeOffset now) => RecordOperation.Insert(
        CatalogHolder.OperationsPartition, ids.Next(), ValueJson.ToUtf8(Value.Of(ValueObject.From(
        [
            new("at", Value.Of(Value.DateText(now))),
            new("who", Value.Of(decision.Operator)),
            new("what", Value.Of("lead.review")),
            new("lead", Value.Of(decision.Lead)),
            new("decision", Value.Of(decision.Approve ? Approved : Rejected)),
            new("recipient", Value.Of(next)),
        ]))));
}
