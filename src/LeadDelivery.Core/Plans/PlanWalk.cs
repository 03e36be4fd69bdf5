using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>One lead's walk over its flow's plan, inside its orchestration: hands out deliveries and runs them with their retries.</summary>
public sealed record PlanWalk
{
    private readonly WalkProgress _progress = new();

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

    /// <summary>The innermost race it is part of; null for none.</summary>
    public string? Race { get; private init; }

    /// <summary>Cancelled once a race that it is part of was won by others.</summary>
    public CancellationToken Lost { get; private init; }

    /// <summary>The recipients tried or skipped so far, each once.</summary>
    public IReadOnlyList<string> Tried => _progress.Tried;

    /// <summary>The same walk for side deliveries.</summary>
    public PlanWalk Beside() => this with { Also = true };

    /// <summary>The same walk once more: what was offered before is offered under the same key.</summary>
    public PlanWalk OnceMore() => this with { Again = true };

    /// <summary>The same walk as part of a race.</summary>
    public RaceWalk StartRace(Race race)
    {
        var lost = CancellationTokenSource.CreateLinkedTokenSource(Lost);
        return new(this with { Race = race.Path, Lost = lost.Token }, race, lost);
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
    /// error of this node alone: what its siblings sold stays sold.
    /// </summary>
    public async Task<PlanResult> NodeAsync(PlanNode node)
    {
        try
        {
            return await HoldsAsync(node) ? await node.WalkAsync(this) : await PassAsync(node);
        }
        catch (ActivityFailedException)
        {
            return new(Outcome.Error);
        }
    }

    /// <summary>Records an offer that is not made.</summary>
    /// <param name="reason">Why; names rules, never values.</param>
    public async Task<PlanResult> SkipAsync(Offer offer, string reason)
    {
        var delivery = Ticket(offer, _progress.Begin(offer, Again));
        await Context.CallAsync(LeadWorkflows.RecordSkip, new(delivery, reason));
        return new(Outcome.Skipped, Row(delivery));
    }

    /// <summary>
    /// One delivery to one recipient, and where it fails technically one to the recipient's backup. Waits between attempts are
    /// durable timers.
    /// </summary>
    public async Task<PlanResult> OfferAsync(Offer offer)
    {
        var recipient = Catalog.Recipients[offer.Recipient];
        var (result, technical) = await new DeliveryWalk(this, recipient, offer, _progress.Begin(offer, Again)).RunAsync();
        return technical && !result.Stop && !Lost.IsCancellationRequested && recipient.Backup is { } backup
            ? (await OfferAsync(new(backup, offer.Place + ".backup"))).After(failedBefore: true)
            : result;
    }

    private async Task<PlanResult> PassAsync(PlanNode node)
    {
        var result = new PlanResult(Outcome.Skipped);
        foreach (var offer in node.Offers)
        {
            result = await SkipAsync(offer, $"rule of {node.Path}");
        }

        return result;
    }

    /// <summary>The delivery of an offer, by ids.</summary>
    internal DeliveryTicket Ticket(Offer offer, StartedDelivery started) => new(
        Input.Lead, Input.Flow, Input.Catalog, offer.Recipient, started.Number, Input.Redelivery, Also, Race, offer.Bid);

    /// <summary>Row of a delivery.</summary>
    internal static string Row(DeliveryTicket delivery) => LeadRecords.DeliveryRow(delivery.Redelivery, delivery.Number);
}
