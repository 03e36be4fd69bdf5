using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Functions.Hosting;

/// <summary>
/// Waits for a lead's outcome, which any worker may record: this one tells at once, and what another has recorded is seen by looking, more
/// seldom the longer it takes. A trigger must answer within 230 s, and nobody waits longer than 60.
/// </summary>
internal sealed class OutcomePolling(OutcomeWaiters waiters, Func<string, CancellationToken, ValueTask<LeadView?>> get)
{
    /// <summary>The first pause. 50 ms: a buyer answers seldom sooner.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause. 1 s: a read a second is a fraction of what the delivery costs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the outcome is recorded or the time has passed.</summary>
    public async Task WaitAsync(string leadId, TimeSpan timeout, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var here = waiters.WaitAsync(leadId, timeout, either.Token);
        for (var pause = First; !here.IsCompleted; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            await Task.WhenAny(here, Task.Delay(pause, either.Token));
            if (!here.IsCompleted && await get(leadId, cancellation) is null or { Outcome: not Outcome.Pending })
            {
                either.Cancel();
                await here.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }
        }

        await here;
    }
}
