using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>One lead's walk over its flow's plan, inside its orchestration: hands out deliveries and runs them with their retries.</summary>
public sealed class PlanWalk
{
    private readonly IWorkflowContext _context;
    private readonly DeliverLeadInput _input;
    private readonly Catalog _catalog;
    private readonly WalkProgress _progress;
    private readonly bool _also;

    /// <summary>A walk that has tried nobody yet.</summary>
    public PlanWalk(IWorkflowContext context, DeliverLeadInput input, Catalog catalog)
        : this(context, input, catalog, new WalkProgress(), also: false)
    {
    }

    private PlanWalk(IWorkflowContext context, DeliverLeadInput input, Catalog catalog, WalkProgress progress, bool also)
    {
        _context = context;
        _input = input;
        _catalog = catalog;
        _progress = progress;
        _also = also;
    }

    /// <summary>The recipients tried or skipped so far, each once.</summary>
    public IReadOnlyList<string> Tried => _progress.Tried;

    /// <summary>The same walk for side deliveries, which never change the lead's outcome.</summary>
    public PlanWalk Beside() => new(_context, _input, _catalog, _progress, also: true);

    /// <summary>Walks a node if its condition holds; otherwise records each recipient below it as skipped.</summary>
    public async Task<PlanResult> NodeAsync(PlanNode node)
    {
        if (node.When is null || await _context.CallAsync(LeadWorkflows.TestCondition, new(_input.Lead, _input.Flow, _input.Catalog, node.Path)))
        {
            return await node.WalkAsync(this);
        }

        var result = new PlanResult(Outcome.Skipped);
        foreach (var recipient in node.Recipients)
        {
            var number = _progress.Next(recipient);
            await _context.CallAsync(LeadWorkflows.RecordSkip, new(Delivery(recipient, number), $"rule of {node.Path}"));
            result = result with { Decided = LeadRecords.DeliveryRow(_input.Redelivery, number) };
        }

        return result;
    }

    /// <summary>One delivery to one recipient: admitted, then attempted until it ends. Waits between attempts are durable timers.</summary>
    public async Task<PlanResult> DeliverAsync(string recipientId)
    {
        var recipient = _catalog.Recipients[recipientId];
        var number = _progress.Next(recipientId);
        var row = LeadRecords.DeliveryRow(_input.Redelivery, number);
        var delivery = Delivery(recipientId, number);
        if (recipient.When is not null && !await _context.CallAsync(LeadWorkflows.AdmitDelivery, delivery))
        {
            return new(Outcome.Skipped, Decided: row);
        }

        long spent = 0;
        for (var attempt = 1; ; attempt++)
        {
            AttemptOutput output;
            try
            {
                output = await _context.CallAsync(LeadWorkflows.AttemptDelivery, new(delivery, attempt, spent), new CallOptions(recipient.Lane));
            }
            catch (ActivityFailedException fault)
            {
                // The attempt itself broke, again and again: recorded as an error, so that the plan goes on and nobody waits for it.
                await _context.CallAsync(LeadWorkflows.RecordFault, new(delivery, attempt, spent, fault.ErrorType));
                return new(Outcome.Error, Decided: row);
            }

            spent += output.DurationMs;
            if (output.RetryInMs is not { } wait)
            {
                return new(output.Outcome, output.Price, row, output.Stop);
            }

            _context.SetStatus($"{recipientId}: attempt {attempt} ended, next in {wait} ms");
            await _context.DelayUntilAsync(_context.UtcNow.AddMilliseconds(wait));
        }
    }

    private DeliveryTicket Delivery(string recipient, int number) =>
        new(_input.Lead, _input.Flow, _input.Catalog, recipient, number, _input.Redelivery, _also);

    /// <summary>What the plan and its side deliveries share.</summary>
    private sealed class WalkProgress
    {
        private readonly List<string> _tried = [];
        private int _deliveries;

        public IReadOnlyList<string> Tried => _tried;

        public int Next(string recipient)
        {
            if (!_tried.Contains(recipient))
            {
                _tried.Add(recipient);
            }

            return ++_deliveries;
        }
    }
}
