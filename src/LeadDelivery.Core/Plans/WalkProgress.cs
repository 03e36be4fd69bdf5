using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>What all parts of one lead's walk share: the deliveries begun, who was tried, and what is awaited after the outcome.</summary>
internal sealed class WalkProgress
{
    private readonly List<string> _tried = [];
    private readonly Dictionary<string, StartedDelivery> _begun = [];
    private readonly List<Task> _trailing = [];
    private int _deliveries;
    private int _phases;
    private int _rounds;

    /// <summary>The recipients tried or skipped so far, each once.</summary>
    public IReadOnlyList<string> Tried => _tried;

    /// <summary>The delivery of an offer: a new one, or, for an offer that is made again, the one it made before.</summary>
    public StartedDelivery Begin(Offer offer, bool again)
    {
        if (again && _begun.TryGetValue(offer.Place, out var before))
        {
            return before;
        }

        if (!_tried.Contains(offer.Recipient))
        {
            _tried.Add(offer.Recipient);
        }

        return _begun[offer.Place] = new StartedDelivery(++_deliveries);
    }

    /// <summary>The number of the next race or window begun, from 1.</summary>
    public int NextPhase() => ++_phases;

    /// <summary>The number of the next ping round, from 1.</summary>
    public int NextRound() => ++_rounds;

    /// <summary>How nodes inside races and windows ended that found the lead a place, by path.</summary>
    public Dictionary<string, PlanResult> Placed { get; } = [];

    /// <summary>Numbers of the deliveries that were told to be superseded.</summary>
    public HashSet<int> Superseded { get; } = [];

    /// <summary>Has something awaited before the orchestration ends, though the outcome does not wait for it.</summary>
    public void Trail(Task task) => _trailing.Add(task);

    /// <summary>Awaits all of it, with what it adds meanwhile.</summary>
    public async Task TrailingAsync()
    {
        for (var next = 0; next < _trailing.Count; next++)
        {
            try
            {
                await _trailing[next];
            }
            catch (ActivityFailedException)
            {
                // The outcome is recorded already, and the engine keeps what broke.
            }
        }
    }
}

/// <summary>A delivery begun: its number, and what was spent on it so far.</summary>
internal sealed class StartedDelivery(int number)
{
    /// <summary>Its place among the lead's deliveries, from 1.</summary>
    public int Number => number;

    /// <summary>Attempts made.</summary>
    public int Attempts { get; set; }

    /// <summary>Milliseconds that they took.</summary>
    public long SpentMs { get; set; }

    /// <summary>How it ended when it was last tried; null where no attempt was made yet.</summary>
    public PlanResult? Result { get; set; }

    /// <summary>True while it is under way.</summary>
    public bool Open { get; set; }
}
