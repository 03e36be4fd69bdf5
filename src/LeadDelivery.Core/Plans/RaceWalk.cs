using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>A walk whose members race: it can be won once.</summary>
public sealed class RaceWalk
{
    private readonly PlanWalk _walk;
    private readonly Race _race;
    private readonly CancellationTokenSource _lost;

    internal RaceWalk(PlanWalk walk, Race race, CancellationTokenSource lost)
    {
        _walk = walk;
        _race = race;
        _lost = lost;
    }

    /// <summary>Walks a member.</summary>
    public Task<PlanResult> NodeAsync(PlanNode member) => _walk.NodeAsync(member);

    /// <summary>The race is won: attempts that have not begun are not made, waits end.</summary>
    public Task WonAsync(PlanResult winner)
    {
        _lost.Cancel();
        return _walk.Context.CallAsync(
            LeadWorkflows.RecordRace, new(_walk.Input.Lead, _walk.Input.Redelivery, _race.Path, winner.Decided));
    }

    /// <summary>Awaits a loser; each recipient that took the lead all the same is recorded as superseded.</summary>
    public async Task SupersedeAsync(Task<PlanResult> loser, PlanResult winner)
    {
        foreach (var sale in (await loser).Sales)
        {
            await _walk.Context.CallAsync(LeadWorkflows.Supersede, new(sale.Delivery, winner.Decided, sale.Price));
        }
    }
}
