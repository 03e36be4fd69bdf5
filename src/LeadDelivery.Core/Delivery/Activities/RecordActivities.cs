using System.Collections.Immutable;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Retrying;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>The activities that read and write records alone: conditions, skips, faults and outcomes.</summary>
internal sealed class RecordActivities(
    ICatalogs catalogs, LeadVault vault, OutcomeWaiters waiters, UlidFactory ids, TimeProvider time, RecipientGates gates, AlertBook alerts)
{
    private readonly DeliveryScopes _scopes = new(time);

    /// <summary>Whether a node's condition holds; false for an erased lead.</summary>
    public async Task<bool> TestConditionAsync(IActivityContext context, ConditionInput input, CancellationToken cancellation)
    {
        var catalog = catalogs.Version(input.Catalog);
        var node = catalog.Flows[input.Flow].Nodes[input.Node];
        return await vault.FindAsync(context.Records, input.Lead, cancellation) is { } lead
            && node.When!.Holds(await _scopes.OfAsync(context.Records, lead, catalog, cancellation));
    }

    /// <summary>Whether the recipient's rule and gates let the delivery in; if not, that is recorded.</summary>
    public async Task<Admission> AdmitAsync(IActivityContext context, DeliveryTicket delivery, CancellationToken cancellation)
    {
        var catalog = catalogs.Version(delivery.Catalog);
        var recipient = catalog.Recipients[delivery.Recipient];
        var lead = await vault.FindAsync(context.Records, delivery.Lead, cancellation);
        if (lead is null)
        {
            return new(true);
        }

        var scope = await _scopes.OfAsync(context.Records, lead, catalog, delivery, 1, cancellation);
        var closed = recipient.When?.Holds(scope) == false
            ? new Closed($"rule of {recipient.Id}")
            : await gates.EnterAsync(
                context,
                new(scope.DeliveryKey!, recipient, lead, scope, scope.Bid ?? recipient.ExpectedPrice(scope))
                {
                    IsPriceOpen = scope.Bid is null && recipient.NamesPrices,
                },
                cancellation);
        if (closed is null)
        {
            return new(true);
        }

        await SkipAsync(context, delivery, lead, recipient, closed.Reason, cancellation);
        return new(false, closed.Technical);
    }

    /// <summary>Ends a delivery that waits for its next attempt, or was never begun.</summary>
    public async Task<bool> CloseAsync(IActivityContext context, CloseInput input, CancellationToken cancellation)
    {
        var lead = await vault.FindAsync(context.Records, input.Delivery.Lead, cancellation);
        context.Write(DeliveryRecord.Write(
            input.Delivery, lead, input.Outcome, input.Attempts, input.SpentMs, null, input.Reason));
        Log(context, input.Delivery, lead, input.Outcome == Outcome.Skipped ? "delivery.skipped" : "delivery.ended", input.Reason);
        await LeaveAsync(context, input.Delivery, input.Outcome, cancellation);
        return true;
    }

    /// <summary>Marks a race or window as over.</summary>
    public static Task<bool> PhaseAsync(IActivityContext context, PhaseInput input, CancellationToken cancellation)
    {
        context.Write(PhaseRecord.Over(input));
        return Task.FromResult(true);
    }

    /// <summary>Records an acceptance that came too late: it counts for nothing here, and somebody must undo it there.</summary>
    public async Task<bool> SupersedeAsync(IActivityContext context, SupersedeInput input, CancellationToken cancellation)
    {
        const string Reason = "superseded: accepted after the race was won by another";
        var delivery = input.Delivery;
        var row = LeadRecords.DeliveryRow(delivery.Redelivery, delivery.Number);
        var lead = await vault.FindAsync(context.Records, delivery.Lead, cancellation);
        var record = await context.Records.GetAsync(LeadRecords.Partition(delivery.Lead), row, cancellation);
        if (record is not null)
        {
            context.Write(DeliveryRecord.Changed(record, lead, Outcome.Superseded, Reason));
        }

        if (await context.Records.FindSummaryAsync(delivery.Lead, cancellation) is { } head)
        {
            var summary = LeadRecords.Summary(head);
            var price = await PriceWithoutAsync(context, delivery, record, summary, cancellation);
            var marked = LeadRecords.Bytes(summary with { Superseded = true, Price = price });
            context.Write(RecordOperation.Replace(head.Partition, head.Row, marked, head.ETag));
        }

        if (catalogs.Version(delivery.Catalog).BatchOf(delivery.Recipient) is { } batch)
        {
            var key = LeadRecords.DeliveryKey(delivery.Lead, delivery.Redelivery, delivery.Number);
            context.Write(BatchQueue.Withdraw(batch.Id, key));
        }

        Log(context, delivery, lead, "delivery.superseded", Reason);
        await LeaveAsync(context, delivery, Outcome.Superseded, cancellation);
        var winner = await WinnerAsync(context, input, cancellation);
        alerts.Raise(
            context, "superseded", delivery.Recipient, delivery.Lead,
            $"{delivery.Recipient} accepted a lead that {winner ?? "another"} had won: undo it there" + (winner is null ? "" : $", {winner}'s sale stands"));
        return true;
    }

    /// <summary>Records a delivery that is not tried.</summary>
    public async Task<bool> SkipAsync(IActivityContext context, SkipInput input, CancellationToken cancellation)
    {
        var lead = await vault.FindAsync(context.Records, input.Delivery.Lead, cancellation);
        await SkipAsync(context, input.Delivery, lead, null, input.Reason, cancellation);
        return true;
    }

    /// <summary>Records a delivery whose attempt could not be run. True where a mark says that its request may have been sent.</summary>
    public async Task<bool> FaultAsync(IActivityContext context, FaultInput input, CancellationToken cancellation)
    {
        var lead = await vault.FindAsync(context.Records, input.Delivery.Lead, cancellation);
        var maySent = await SendingMark.IsSetAsync(context.Records, input.Delivery, input.Attempt, cancellation);
        var reason = $"internal error ({input.ErrorType})" + (maySent ? $": {RetryDecision.MayHaveBeenAccepted}" : "");
        context.Write(DeliveryRecord.Write(
            input.Delivery, lead, Outcome.Error, input.Attempt, input.SpentMs, null, reason));
        if (maySent)
        {
            PhaseRecord.Stop(context, input.Delivery);
        }

        Log(context, input.Delivery, lead, "attempt.failed", reason);
        await LeaveAsync(context, input.Delivery, Outcome.Error, cancellation);
        return maySent;
    }

    /// <summary>Records the lead's outcome.</summary>
    public async Task<bool> OutcomeAsync(IActivityContext context, OutcomeInput input, CancellationToken cancellation)
    {
        var record = await context.Records.FindSummaryAsync(input.Lead, cancellation)
            ?? throw new InvalidOperationException("a lead without a summary");
        var summary = LeadRecords.Summary(record);
        var before = OutcomeNames.Parse(summary.Before);
        var standing = StandingOf(summary, input);
        var (outcome, decided) = standing is null
            ? (input.Outcome, input.Decided)
            : await LeadStanding.ComeAsync(context.Records, input.Lead, standing, null, cancellation);
        var placed = outcome is Outcome.Success or Outcome.Queued;

        // A redelivery that fails, or that has yet to be decided, does not undo the sale before it.
        var keeps = input.Beside ? before is not null : before is Outcome.Success ? outcome != Outcome.Success : before is Outcome.Queued && !placed;
        decimal?[] prices = [summary.Price, input.Price, await LeadPrice.OfAsync(context.Records, input.Lead, input.Queued ?? [], cancellation)];
        var recovery = RecoveryOf(summary, input);
        var recovered = recovery is null
            ? summary.Recovered + input.Recovered
            : await recovery.SumAsync(context.Records, input.Lead, null, null, cancellation);
        var ended = summary with
        {
            Outcome = (keeps ? before!.Value : outcome).Name(),
            Price = prices.Any(price => price is not null) ? prices.Sum() : null,

            // A price promised to a ping is owed for a sale alone.
            Cost = summary.Promised && !placed && !keeps ? null : input.Told ?? summary.Cost,
            Promised = summary.Promised && (!input.Full || input.Told is not null),
            Shares = summary.Shares ?? (input.Shares is { } shares ? new(summary.Cost, shares) : null),
            Recovered = recovered,
            Recovery = recovery,
            Decided = keeps ? summary.Decided : decided,
            Standing = keeps ? summary.Standing : standing is { Parts: not null } ? standing : null,
            Recipients = [.. (summary.Recipients ?? []).Union(input.Recipients)],
            Ended = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Before = null,
        };
        ended = await SourceShare.SettleAsync(
            context.Records, input.Lead, ended, ImmutableDictionary<string, StoredDelivery>.Empty, cancellation);
        context.Write(RecordOperation.Replace(record.Partition, record.Row, LeadRecords.Bytes(ended), record.ETag));
        if (recovered != summary.Recovered)
        {
            context.Write(LedgerEntry.Write(
                input.Lead, ids.Next(), time.GetUtcNow(), "money.recovered", [new("amount", Value.Of(recovered - summary.Recovered))]));
        }

        context.AfterCommit(() => waiters.Ended(input.Lead));
        return true;
    }

    private static async ValueTask<string?> WinnerAsync(IActivityContext context, SupersedeInput input, CancellationToken cancellation) =>
        input.Winner is { } row && await context.Records.GetAsync(LeadRecords.Partition(input.Delivery.Lead), row, cancellation) is { } record
            ? LeadRecords.Delivery(record).Recipient
            : null;

    // A sale may have been counted before its race was known to be lost: its batch's file was sent, or another of the lead's. What is being
    // delivered adds its own sales at its end.
    private static async ValueTask<decimal?> PriceWithoutAsync(
        IActivityContext context, DeliveryTicket delivery, Record? record, StoredSummary summary, CancellationToken cancellation) =>
        record is null || summary.Test || delivery.Also ? summary.Price : await LeadPrice.OfAsync(
            context.Records, delivery.Lead, record.Row, LeadRecords.Delivery(record) with { Outcome = Outcome.Superseded.Name() }, cancellation,
            before: summary.Ended is null ? summary.Redeliveries : null);

    // What the lead hangs on, some of which may be decided already: a batch's file may have been sent, and its leads marked, before the
    // lead's own plan had ended. Null where its outcome is known without.
    private static StoredStanding? StandingOf(StoredSummary summary, OutcomeInput input)
    {
        var queued = input is { Outcome: Outcome.Queued, Decided: { } row } ? input.Standing ?? new(row) : null;
        var sentOn = LeadRecords.RedeliveryPrefix(input.Redelivery);
        if (summary.Standing is { } whole && whole.HangsOn(sentOn))
        {
            return whole.Replace([sentOn], queued ?? new(input.Decided, input.Outcome.Name()));
        }

        // Either of two deliveries that wait may sell the lead.
        return queued is not null && summary.Before == Outcome.Queued.Name() && (summary.Standing ?? Alone(summary.Decided)) is { } before
            ? StoredStanding.Of([queued, before], all: false)
            : queued;
    }

    // What an approved review earns is found by its rows, where it belongs to it.
    private static StoredRecovery? RecoveryOf(StoredSummary summary, OutcomeInput input) =>
        input.RecoversLater is null && summary.Recovery is null ? null
        : summary.Recovery is { } sentOn && sentOn.Has(LeadRecords.RedeliveryPrefix(input.Redelivery)) ? sentOn
        : new(
            (summary.Recovery?.Known ?? summary.Recovered) + input.Recovered,
            [.. (summary.Recovery?.Rows ?? []).Union(input.RecoversLater ?? [])]);

    private static StoredStanding? Alone(string? row) => row is null ? null : new(row);

    private async ValueTask SkipAsync(
        IActivityContext context, DeliveryTicket delivery, Lead? lead, Recipient? configured, string reason,
        CancellationToken cancellation)
    {
        // What earlier tries in its window came to stays; the ledger tells of this one.
        if (delivery.Earlier == 0)
        {
            context.Write(DeliveryRecord.Write(delivery, lead, Outcome.Skipped, 0, 0, null, reason));
        }

        Log(context, delivery, lead, "delivery.skipped", reason);
        await LeaveAsync(context, delivery, Outcome.Skipped, cancellation, configured);
    }

    private ValueTask LeaveAsync(
        IActivityContext context, DeliveryTicket delivery, Outcome outcome, CancellationToken cancellation, Recipient? configured = null)
    {
        var key = LeadRecords.DeliveryKey(delivery.Lead, delivery.Redelivery, delivery.Number);
        return gates.LeaveAsync(context, new(key, delivery.Recipient, outcome) { Configured = configured }, cancellation);
    }

    private void Log(IActivityContext context, DeliveryTicket delivery, Lead? lead, string type, string reason)
    {
        if (lead is not null)
        {
            context.Write(LedgerEntry.Write(
                lead.Id, ids.Next(), time.GetUtcNow(), type,
                [new("recipient", Value.Of(delivery.Recipient)), new("reason", Value.Of(reason))]));
        }
    }
}
