using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>One window: its plan is walked, and walked again, until the lead has a place or the window closes.</summary>
internal sealed class WindowWalk(PlanWalk walk, Window window, bool isLast)
{
    private readonly DateTimeOffset _opened = walk.Context.UtcNow;
    private readonly PlanWalk _inside = walk.StartPhase();

    private DateTimeOffset Closes => _opened + window.For;

    /// <summary>Runs it until nothing of it is open any more: then, and not before, the next window may open.</summary>
    public async Task<PlanResult> RunAsync()
    {
        using var sold = CancellationTokenSource.CreateLinkedTokenSource(walk.Lost);
        var closing = walk.Context.DelayUntilAsync(Closes, sold.Token);
        var result = await TryAsync(_inside, closing);
        while (!IsSettled(result))
        {
            if (NextTry() is { } next)
            {
                await PastAsync(walk.Context.DelayUntilAsync(next, sold.Token));
                if (walk.Context.UtcNow < Closes && _inside.Closed is null)
                {
                    var again = await TryAsync(_inside.OnceMore(), closing);

                    // The same plan once more is a retry: what it sells now is not recovered from the try before.
                    result = again.After(result with { Technical = false }) with { Technical = again.Technical || result.Technical };
                }
            }
            else if (isLast)
            {
                break;
            }
            else
            {
                await PastAsync(closing);
                break;
            }
        }

        sold.Cancel();
        _inside.Phase!.Dispose();
        return result;
    }

    // An attempt that is under way when the window closes is awaited, and its acceptance counts; what waits is cut off.
    private async Task<PlanResult> TryAsync(PlanWalk inside, Task closing)
    {
        var plan = inside.NodeAsync(window.Plan);
        await Task.WhenAny(plan, closing);
        if (!plan.IsCompleted && closing.IsCompletedSuccessfully)
        {
            await inside.EndPhaseAsync("the window closed");
        }

        return await plan;
    }

    private bool IsSettled(PlanResult result) =>
        result.Placed || result.Stop || _inside.Closed is not null
        || (window.MoveOnRefused && result.Outcome is Outcome.Failure or Outcome.Duplicate);

    // By the window's own clock, so that slow plans do not shift it; what was missed meanwhile is not made up for.
    private DateTimeOffset? NextTry()
    {
        if (window.Every is not { } every)
        {
            return null;
        }

        var next = _opened + (every * (((walk.Context.UtcNow - _opened).Ticks / every.Ticks) + 1));
        return next < Closes ? next : null;
    }

    // Ends early where a race that the windows are part of was won by others, or nobody else may be tried any more.
    private async Task PastAsync(Task timer)
    {
        try
        {
            await await Task.WhenAny(timer, walk.Halted);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
