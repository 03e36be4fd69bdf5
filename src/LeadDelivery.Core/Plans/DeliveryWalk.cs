using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>One delivery to one recipient: admitted by its gates, then attempted until it ends.</summary>
internal sealed class DeliveryWalk(PlanWalk walk, Recipient recipient, Offer offer, StartedDelivery started)
{
    private readonly DeliveryTicket _delivery = walk.Ticket(offer, started);
    private readonly int _earlier = started.Attempts;

    private string Row => PlanWalk.Row(_delivery);

    /// <summary>Runs it. Technical: it ended in error, or was skipped because the recipient is in technical trouble.</summary>
    public async Task<(PlanResult Result, bool Technical)> RunAsync()
    {
        if (walk.Lost.IsCancellationRequested)
        {
            return await LostAsync();
        }

        if (recipient.HasGates)
        {
            var admission = await walk.Context.CallAsync(LeadWorkflows.AdmitDelivery, _delivery);
            if (!admission.Admitted)
            {
                return (new(Outcome.Skipped, Row), admission.Technical);
            }
        }

        while (true)
        {
            AttemptOutput output;
            try
            {
                output = await walk.Context.CallAsync(
                    LeadWorkflows.AttemptDelivery,
                    new(_delivery, started.Attempts + 1, started.SpentMs, _earlier, walk.Context.UtcNow.ToUnixTimeMilliseconds()),
                    new CallOptions(recipient.Lane));
            }
            catch (ActivityFailedException fault)
            {
                // The attempt itself broke, again and again: recorded as an error, so that the plan goes on and nobody waits for it.
                started.Attempts++;
                await walk.Context.CallAsync(
                    LeadWorkflows.RecordFault, new(_delivery, started.Attempts, started.SpentMs, fault.ErrorType));
                return (new(Outcome.Error, Row), true);
            }

            started.Attempts += output.Made ? 1 : 0;
            started.SpentMs += output.DurationMs;
            if (output.RetryInMs is not { } wait)
            {
                var sales = output.Outcome == Outcome.Success ? [new Sale(_delivery, output.Price)] : Array.Empty<Sale>();
                return (new(output.Outcome, Row, output.Stop) { Sales = [.. sales] }, output.Technical);
            }

            walk.Context.SetStatus($"{recipient.Id}: attempt {started.Attempts} ended, next in {wait} ms");
            if (!await WaitAsync(wait))
            {
                return await LostAsync();
            }
        }
    }

    // False: a race was lost meanwhile.
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

    private async Task<(PlanResult Result, bool Technical)> LostAsync()
    {
        var outcome = started.Attempts == 0 ? Outcome.Skipped : Outcome.Error;
        await walk.Context.CallAsync(
            LeadWorkflows.CloseDelivery, new(_delivery, outcome, started.Attempts, started.SpentMs, "the race was won by another"));
        return (new(outcome, Row), false);
    }
}
