using System.Collections.Immutable;
using LeadDelivery.Core.Gates.Prices;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>What a limit counts.</summary>
public enum CapUnit
{
    /// <summary>Leads.</summary>
    Leads,

    /// <summary>Money: what recipients pay (<c>revenue_…</c>), or what sources' leads cost (<c>cost_…</c>).</summary>
    Money,
}

/// <summary>One number of a cap.</summary>
/// <param name="Number">The most in one period: a whole number of leads, or an amount.</param>
public sealed record CapLimit(CapPeriod Period, CapUnit Unit, decimal Number)
{
    /// <summary>As configured: <c>daily</c>, <c>revenue_daily</c>, or with <paramref name="money"/> <c>cost_daily</c>.</summary>
    public string Key(string money) => Unit == CapUnit.Money ? $"{money}_{Period.Name()}" : Period.Name();

    /// <summary>Of a sum what it counts.</summary>
    internal decimal In(CapSum sum) => Unit == CapUnit.Leads ? sum.Leads : sum.Money;

    /// <summary>
    /// Whether another one has room. What is known to cost must fit; a guess above the whole number, which would never fit, is let in where
    /// nothing else is. Beside one that may cost anything there is no room.
    /// </summary>
    internal bool Fits(CapSum taken, ExpectedPrice expected) => Unit == CapUnit.Leads ? taken.Leads < Number
        : taken.Blind == 0 && expected switch
        {
            { Amount: null } => taken.Money < Number,
            { Amount: { } guess, IsGuess: true } => taken.Money < Number && (taken.Money + guess <= Number || taken.Money == 0),
            { Amount: { } known } => taken.Money + known <= Number,
        };
}

/// <summary>One entry of <c>caps:</c>: limits on all leads of an owner, or on some of them.</summary>
/// <param name="Limits">What must not be exceeded.</param>
/// <param name="Zone">Whose wall clock periods follow.</param>
public sealed record Cap(ImmutableArray<CapLimit> Limits, TimeZoneInfo Zone)
{
    /// <summary>The tag of what is counted for every lead.</summary>
    public const string Everything = "";

    /// <summary>Whether <see cref="Zone"/> was given, or is only what there is without.</summary>
    public bool HasZone { get; init; }

    /// <summary>The leads that it limits; null for all.</summary>
    public Expression? When { get; init; }

    /// <summary>As people know it; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What its counts are kept under: they survive a change of its numbers, and of its rule where it has a name. All caps without a rule
    /// share one count.
    /// </summary>
    public string Tag { get; init; } = Everything;
}

/// <summary>Whose caps are asked: a recipient, a source, a flow or a flow's pings.</summary>
/// <param name="Id"><c>recipient/x</c>, <c>source/x</c>, <c>flow/x</c>, <c>pings/x</c>.</param>
/// <param name="Caps">What limits it now.</param>
/// <param name="Money">The word of its money limits: <c>revenue</c> or <c>cost</c>.</param>
public sealed record CapOwner(string Id, ImmutableArray<Cap> Caps, string Money)
{
    /// <summary>As reasons name it.</summary>
    public string Title { get; init; } = Id.Replace('/', ' ');
}

/// <summary>One limit as it stands.</summary>
/// <param name="Name">The cap's name; null for none.</param>
/// <param name="Period">As configured: <c>daily</c>, <c>total</c>.</param>
/// <param name="Used">Sold (or accepted) in the period that runs.</param>
/// <param name="Reserved">Taken by deliveries that have not ended.</param>
/// <param name="ResetsAt">When the next period begins; null for <c>total</c>.</param>
public sealed record CapUsage(
    string? Name, string Period, decimal Limit, decimal Used, decimal Reserved, CapUnit Unit, DateTimeOffset? ResetsAt);
