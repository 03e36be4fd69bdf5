using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
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
        if (input.Recipient is { } only)
        {
            var redelivered = await walk.DeliverAsync(only);
            return await RecordAsync(context, input, walk, redelivered);
        }

        var beside = flow.Also.Select(node => walk.Beside().NodeAsync(node)).ToList();
        var result = await walk.NodeAsync(flow.Plan);
        if (flow.Unsold is { } unsold && !result.Placed && !result.Stop)
        {
            var end = await walk.NodeAsync(unsold);
            result = end.Placed || result.Decided is null ? end : result;
        }

        var output = await RecordAsync(context, input, walk, result);
        await Task.WhenAll(beside);
        return output;
    }

    private static async Task<DeliverLeadOutput> RecordAsync(
        IWorkflowContext context, DeliverLeadInput input, PlanWalk walk, PlanResult result)
    {
        await context.CallAsync(
            LeadWorkflows.RecordOutcome,
            new(input.Lead, input.Redelivery, result.Outcome, result.Price, result.Decided, [.. walk.Tried]));
        return new(result.Outcome);
    }
}
