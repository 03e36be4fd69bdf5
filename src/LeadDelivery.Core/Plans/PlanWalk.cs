using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>One lead's walk over its flow's plan, inside its orchestration: hands out deliveries and runs them with their retries.</summary>
public sealed record PlanWalk
{
    private readonly WalkProgress _progress = new();
    private Halt _halt = new();

    /// <summary>A walk that has tried nobody yet.</summary>
    public PlanWalk(IWorkflowContext context, DeliverLeadInput input, Catalog catalog)
    {
        Context = context;
        Input = input;
        Catalog = catalog;
    }

    /// <summary>The orchestration's context.</summary>
    public IWorkflowContext Context { get; }

    /// <summary>Which lead.</summary>
    public DeliverLeadInput Input { get; }

    /// <summary>The configuration the lead finishes on.</summary>
    public Catalog Catalog { get; }

    /// <summary>True for side deliveries, which never change the lead's outcome.</summary>
    public bool Also { get; private init; }

    /// <summary>True where offers made before are made again, under their first keys: another try inside a window.</summary>
    public bool Again { get; private init; }

    /// <summary>The innermost race or window it is part of; null for none.</summary>
    public Phase? Phase { get; private init; }

    /// <summary>Cancelled once a part of the plan that it belongs to is over: a race was won by others, a window has closed.</summary>
    public CancellationToken Lost => Phase?.Over ?? CancellationToken.None;

    /// <summary>
    /// Why nobody else is to be offered the lead in this walk, or null: its race or window is over, or a recipient may have taken the
    /// lead without an answer and forbids to offer it to others.
    /// </summary>
    public string? Closed => Phase?.Reason ?? _halt.Reason;

    /// <summary>Ends once nobody else may be tried because a recipient may have taken the lead; never, where that does not happen.</summary>
    public Task Halted => _halt.Reached;

    /// <summary>The recipients tried or skipped so far, each once.</summary>
    public IReadOnlyList<string> Tried => _progress.Tried;

    /// <summary>The same walk for one side delivery: what stops it does not stop the plan.</summary>
    public PlanWalk Beside() => this with { Also = true, _halt = new() };

    /// <summary>The same walk once more: what was offered before is offered under the same key.</summary>
    public PlanWalk OnceMore() => this with { Again = true };

    /// <summary>The same walk as part of a race or window.</summary>
    public PlanWalk StartPhase() => this with { Phase = new Phase(_progress.NextPhase(), Phase) };

    /// <summary>Ends the phase that this walk started: attempts that have not begun are not made, waits end.</summary>
    /// <param name="reason">Why, for the deliveries that it cuts off.</param>
    public async Task EndPhaseAsync(string reason)
    {
        Phase!.End(reason);
        try
        {
            await Context.CallAsync(LeadWorkflows.RecordPhase, new(Input.Lead, Input.Redelivery, Phase.Number, reason));
        }
        catch (ActivityFailedException)
        {
            // The mark spares attempts that wait for their recipient's turn. Without it they are made, and awaited like any other.
        }
    }

    /// <summary>Records an acceptance as one too many, once however many races it lost.</summary>
    /// <param name="winner">Row of the delivery that won.</param>
    public async Task SupersedeAsync(Sale sale, string? winner)
    {
        if (!_progress.Superseded.Add(sale.Delivery.Number))
        {
            return;
        }

        try
        {
            await Context.CallAsync(LeadWorkflows.Supersede, new(sale.Delivery, winner));
        }
        catch (ActivityFailedException)
        {
            // The winner stands all the same, and the engine keeps what broke.
        }
    }

    /// <summary>Has tasks awaited after the outcome is recorded, before the orchestration ends.</summary>
    public void Trail(IEnumerable<Task> tasks)
    {
        foreach (var task in tasks)
        {
            _progress.Trail(task);
        }
    }

    /// <summary>Awaits everything that was left to be awaited.</summary>
    public Task TrailingAsync() => _progress.TrailingAsync();

    /// <summary>Whether a node's condition holds for the lead, as it is now.</summary>
    public async Task<bool> HoldsAsync(PlanNode node) =>
        node.When is null || await Context.CallAsync(LeadWorkflows.TestCondition, new(Input.Lead, Input.Flow, Input.Catalog, node.Path));

    /// <summary>
    /// Walks a node if its condition holds; otherwise records each recipient below it as skipped. A step that broke for good is an
    /// error of this node alone: what its siblings sold stays sold. Where a window's plan is walked again because others found no
    /// place, a node that has found one is not: it would be sold once more.
    /// </summary>
    public async Task<PlanResult> NodeAsync(PlanNode node)
    {
        if (Again && _progress.Placed.TryGetValue(node.Path, out var placed))
        {
            return placed;
        }

        try
        {
            var result = await HoldsAsync(node) ? await node.WalkAsync(this) : await PassAsync(node);
            if (result.Placed && Phase is not null)
            {
                // What it recovered, and what it leaves the source, is told by the try that earned it.
                _progress.Placed[node.Path] = result with { Recovered = 0, RecoversLater = [], Auctions = [] };
            }

            return result;
        }
        catch (ActivityFailedException)
        {
            // Offers never throw, so nothing was sold below it: what broke is the node's own step before its first offer.
            return new(Outcome.Error) { Technical = true };
        }
    }

    /// <summary>Records an offer that is not made.</summary>
    /// <param name="reason">Why; names rules, never values.</param>
    public async Task<PlanResult> SkipAsync(Offer offer, string reason)
    {
        var started = _progress.Begin(offer, Again);
        if (started.Result is { } before)
        {
            // Tried in an earlier round of this window: it stands as it ended then.
            return before;
        }

        var delivery = Ticket(offer, started);
        try
        {
            await Context.CallAsync(LeadWorkflows.RecordSkip, new(delivery, reason));
        }
        catch (ActivityFailedException)
        {
            // Nobody was asked: what others sold counts, with this skip unrecorded.
        }

        return new(Outcome.Skipped, Row(delivery));
    }

    /// <summary>
    /// One delivery to one recipient, and where it fails technically one to the recipient's backup. Waits between attempts are
    /// durable timers. It never throws for what an activity does: whoever sold the lead is in the result.
    /// </summary>
    public async Task<PlanResult> OfferAsync(Offer offer)
    {
        var recipient = Catalog.Recipients[offer.Recipient];
        var result = await new DeliveryWalk(this, recipient, offer, _progress.Begin(offer, Again), _halt).RunAsync();
        if (recipient.Backup is not { } backup || !result.Technical || result.Placed || Closed is not null)
        {
            return result;
        }

        var second = (await OfferAsync(new(backup, offer.Place + ".backup"))).After(result);
        return second.Outcome == Outcome.Skipped ? second with { Outcome = result.Outcome, Decided = result.Decided } : second;
    }

    /// <summary>Sells by the bids that a source's ping has brought, as it was promised.</summary>
    internal async Task<PlanResult> PromisedAsync(Auction auction)
    {
        var round = NextRound();
        try
        {
            var bids = await Context.CallAsync(
                LeadWorkflows.TakeBids, new(Input.Lead, Input.Flow, Input.Catalog, auction.Path, Input.Redelivery, round));
            return await auction.SellAsync(this, round, bids);
        }
        catch (ActivityFailedException)
        {
            return new(Outcome.Error) { Technical = true };
        }
    }

    /// <summary>The number of the next ping round of this walk, from 1.</summary>
    internal int NextRound() => _progress.NextRound();

    /// <summary>Records what became of a round's bids; what cannot be recorded changes no sale.</summary>
    internal async Task CloseAuctionAsync(Auction auction, int round)
    {
        try
        {
            await Context.CallAsync(LeadWorkflows.CloseAuction, new(Input.Lead, Input.Flow, Input.Catalog, auction.Path, Input.Redelivery, round));
        }
        catch (ActivityFailedException)
        {
            // The deliveries tell all the same who bought.
        }
    }

    private async Task<PlanResult> PassAsync(PlanNode node)
    {
        var result = new PlanResult(Outcome.Skipped);
        foreach (var offer in node.Offers)
        {
            result = (await SkipAsync(offer, $"rule of {node.Path}")).After(result);
        }

        return result;
    }

    /// <summary>The delivery of an offer, by ids.</summary>
    internal DeliveryTicket Ticket(Offer offer, StartedDelivery started) => new(
        Input.Lead, Input.Flow, Input.Catalog, offer.Recipient, started.Number, Input.Redelivery, Also, Phase?.Numbers, offer.Bid, started.Attempts,
        offer.Exclusive);

    /// <summary>Row of a delivery.</summary>
    internal static string Row(DeliveryTicket delivery) => LeadRecords.DeliveryRow(delivery.Redelivery, delivery.Number);
}
