using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>The orchestration of one lead: the plan, the side deliveries beside it, and where an unsold lead ends.</summary>
public sealed class DeliverLead(ICatalogs catalogs)
{
    /// <summary>Runs it. The outcome is recorded once the plan has ended; side deliveries may take longer.</summary>
    public async Task<DeliverLeadOutput> RunAsync(IWorkflowContext context, DeliverLeadInput input)
    {
        if (input.Rejected)
        {
            return new(Outcome.Failure);
        }

        var catalog = catalogs.Version(input.Catalog);
        var flow = catalog.Flows[input.Flow];
        var walk = new PlanWalk(context, input, catalog);
        var beside = input.Recipient is null ? flow.Also.Select(node => walk.Beside().NodeAsync(node)).ToList() : [];
        var result = await (input.Recipient is { } only ? OnlyAsync(input.Beside ? walk.Beside() : walk, only) : PlanAsync(walk, flow));
        if (input.Beside)
        {
            result = new PlanResult(result.Outcome);
        }

        await context.CallAsync(
            LeadWorkflows.RecordOutcome,
            new(input.Lead, input.Redelivery, result.Outcome, result.Price, result.Decided, [.. walk.Tried], result.Recovered,
                result.Queued, input.Full, input.Full ? result.Left : null, input.Full ? Shares(result) : null,
                result.Standing is { Parts: not null } ? result.Standing : null,
                input.Beside, result.RecoversLater.IsEmpty ? null : result.RecoversLater));
        await Task.WhenAll(beside);
        await walk.TrailingAsync();
        return new(result.Outcome);
    }

    private static async Task<PlanResult> PlanAsync(PlanWalk walk, Flow flow)
    {
        var result = await (walk.Input.Auction is { } auction ? walk.PromisedAsync((Auction)flow.Nodes[auction]) : walk.NodeAsync(flow.Plan));
        if (flow.Unsold is not { } unsold || result.Placed || result.Stop)
        {
            return result;
        }

        var end = (await walk.NodeAsync(unsold)).After(result);
        return end.Placed || end.Stop || result.Decided is null ? end : end with { Outcome = result.Outcome, Decided = result.Decided };
    }

    // Null where every buyer of an auction has decided.
    private static IReadOnlyList<StoredShare>? Shares(PlanResult result) =>
        result.Auctions.Any(auction => auction.Sales.Any(sale => sale.IsQueued)) ? [.. result.Auctions.Select(auction => auction.Stored)] : null;

    private static Task<PlanResult> OnlyAsync(PlanWalk walk, string recipient) =>
        walk.NodeAsync(new Deliver { Path = "redelivery", Recipient = recipient });
}
