using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>One delivery to one recipient: admitted by its gates, then attempted until it ends.</summary>
internal sealed class DeliveryWalk(PlanWalk walk, Recipient recipient, Offer offer, StartedDelivery started, Halt halt)
{
    private readonly DeliveryTicket _delivery = walk.Ticket(offer, started);

    private string Row => PlanWalk.Row(_delivery);

    /// <summary>Runs it.</summary>
    public async Task<PlanResult> RunAsync()
    {
        if (started.Open)
        {
            // A loser of an earlier round that has not answered yet: whatever it says is dealt with there.
            return new(Outcome.Skipped, Row);
        }

        if (started.Result is { } before && (before.Placed || walk.Closed is not null))
        {
            return before;
        }

        started.Open = true;
        var result = await DeliverAsync();
        started.Open = false;
        if (started.Attempts > 0)
        {
            started.Result = result.Outcome == Outcome.Skipped && started.Result is { } last
                ? last with { Technical = result.Technical }
                : result;
        }

        if (result.Stop)
        {
            halt.Set(recipient.Id);
        }

        return (started.Result ?? result) with { Asked = started.Attempts > 0 };
    }

    private async Task<PlanResult> DeliverAsync()
    {
        try
        {
            if (walk.Closed is { } reason)
            {
                return await CloseAsync(reason);
            }

            if (recipient.HasGates)
            {
                var admission = await walk.Context.CallAsync(LeadWorkflows.AdmitDelivery, _delivery);
                if (!admission.Admitted)
                {
                    return new(Outcome.Skipped, Row) { Technical = admission.Technical };
                }
            }
        }
        catch (ActivityFailedException)
        {
            return new(Outcome.Error, Row) { Technical = true };
        }

        return await AttemptAsync();
    }

    private async Task<PlanResult> AttemptAsync()
    {
        var maySent = false;
        while (true)
        {
            AttemptOutput output;
            try
            {
                output = await walk.Context.CallAsync(
                    LeadWorkflows.AttemptDelivery,
                    new(_delivery, started.Attempts + 1, started.SpentMs, walk.Context.UtcNow.ToUnixTimeMilliseconds(), maySent),
                    new CallOptions(recipient.Lane));
            }
            catch (ActivityFailedException fault)
            {
                return await FaultAsync(fault);
            }

            started.Attempts += output.Made ? 1 : 0;
            started.SpentMs += output.DurationMs;
            if (output.RetryInMs is not { } wait)
            {
                return new(output.Outcome, Row, output.Stop)
                {
                    Sales = Sold(output),
                    Technical = output.Technical,
                    Standing = output.Outcome == Outcome.Queued ? new(Row) : null,
                };
            }

            walk.Context.SetStatus($"{recipient.Id}: attempt {started.Attempts} ended, next in {wait} ms");
            maySent = output.MaySent;
            if (maySent)
            {
                // Its answer is wanted even where its part of the plan is over by then: the recipient may have the lead.
                await walk.Context.DelayUntilAsync(walk.Context.UtcNow.AddMilliseconds(wait));
            }
            else if (!await WaitAsync(wait))
            {
                return await CloseAsync(walk.Closed ?? "its part of the plan is over");
            }
        }
    }

    private ImmutableArray<Sale> Sold(AttemptOutput output)
    {
        if (output.Outcome is not (Outcome.Success or Outcome.Queued))
        {
            return [];
        }

        var sale = new Sale(_delivery, output.Price, output.Outcome == Outcome.Queued);
        walk.Phase?.Add(sale);
        return [sale];
    }

    // False: its race or window was over first.
    private async Task<bool> WaitAsync(long milliseconds)
    {
        try
        {
            await walk.Context.DelayUntilAsync(walk.Context.UtcNow.AddMilliseconds(milliseconds), walk.Lost);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // The attempt itself broke, again and again: recorded as an error, so that the plan goes on and nobody waits for it. Where the
    // request may have left and the recipient must not be doubled, nobody else is tried.
    private async Task<PlanResult> FaultAsync(ActivityFailedException fault)
    {
        started.Attempts++;
        var maySent = recipient.Unanswered == UnansweredPolicy.Stop;
        try
        {
            maySent &= await walk.Context.CallAsync(
                LeadWorkflows.RecordFault, new(_delivery, started.Attempts, started.SpentMs, fault.ErrorType));
        }
        catch (ActivityFailedException)
        {
            // Unknown, then: the careful answer stands.
        }

        return new(Outcome.Error, Row, Stop: maySent) { Technical = true };
    }

    private async Task<PlanResult> CloseAsync(string reason)
    {
        var outcome = started.Attempts == 0 ? Outcome.Skipped : Outcome.Error;
        try
        {
            await walk.Context.CallAsync(
                LeadWorkflows.CloseDelivery, new(_delivery, outcome, started.Attempts, started.SpentMs, reason));
        }
        catch (ActivityFailedException)
        {
            // Nobody is asked all the same.
        }

        return new(outcome, Row);
    }
}
