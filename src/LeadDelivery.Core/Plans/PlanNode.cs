using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Plans;

/// <summary>
/// One node of a delivery plan: data, with the one method that walks it. A new strategy is one file, such a class and how it is read,
/// and one line in the table of plan readers.
/// </summary>
public abstract record PlanNode
{
    /// <summary>Where it stands in the flow's file, e.g. <c>plan.waterfall[1]</c>; unique within the flow.</summary>
    public required string Path { get; init; }

    /// <summary>Leads it is for; null for all.</summary>
    public Expression? When { get; init; }

    /// <summary>The nodes right below it, in order.</summary>
    public virtual IEnumerable<PlanNode> Children => [];

    /// <summary>Those of them that a lead may come to, in order: what its fields tell beforehand.</summary>
    /// <param name="scope">The lead, or the part of it that a ping shows.</param>
    public virtual IEnumerable<PlanNode> WayOf(Scope scope) => Children;

    /// <summary>All that it and the nodes below can offer the lead to, in order.</summary>
    public virtual IEnumerable<Offer> Offers => Children.SelectMany(child => child.Offers);

    /// <summary>
    /// How many events of the lead's history walking it may take at most: what it does itself, its own offers, and the nodes below.
    /// </summary>
    /// <param name="delivery">What one delivery to a recipient may take, its backups included.</param>
    public virtual long Steps(Func<string, long> delivery)
    {
        var below = Children.SelectMany(child => child.Offers).ToHashSet();
        return Condition + OwnSteps + Children.Sum(child => child.Steps(delivery))
            + Offers.Where(offer => !below.Contains(offer)).Sum(offer => delivery(offer.Recipient));
    }

    /// <summary>
    /// Deliveries that wait for no rule and no bid. Of others it cannot be told beforehand whether two of them meet in one lead.
    /// </summary>
    internal virtual IEnumerable<Deliver> Certain => Children.Where(child => child.When is null).SelectMany(child => child.Certain);

    /// <summary>What becomes of a recipient that two of its members ask, as the end of a sentence; null where that is all right.</summary>
    internal virtual string? AskedTwice => null;

    /// <summary>True where a member is asked only after those before it.</summary>
    internal virtual bool IsInOrder => false;

    /// <summary>Plans right below it that it may walk more than once for one lead.</summary>
    /// <param name="delivery">What one delivery to a recipient may take, its backups included.</param>
    public virtual IEnumerable<Repetition> Repetitions(Func<string, long> delivery) => [];

    /// <summary>What testing its condition takes.</summary>
    protected long Condition => When is null ? 0 : Step;

    /// <summary>Room for what a node does itself: a race that is won and one that supersedes, a choice among members.</summary>
    private const long OwnSteps = 2 * Step;

    /// <summary>An activity or a timer: its beginning and its end.</summary>
    internal const long Step = 2;

    /// <summary>Walks the node once its condition holds. Runs inside an orchestration: deterministic, ids only.</summary>
    public abstract Task<PlanResult> WalkAsync(PlanWalk walk);
}

/// <summary>A plan that is walked more than once for one lead.</summary>
/// <param name="Path">The key that says how often.</param>
/// <param name="Tries">How often at most.</param>
/// <param name="Try">Events of the lead's history that one try may take.</param>
/// <param name="Steps">Events that all of it may take.</param>
public sealed record Repetition(string Path, long Tries, long Try, long Steps);
