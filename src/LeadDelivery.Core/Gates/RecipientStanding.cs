using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Pausing;
using LeadDelivery.Core.Gates.Schedules;
using LeadDelivery.Core.Gates.Standing;

namespace LeadDelivery.Core.Gates;

/// <summary>How a recipient stands now.</summary>
/// <param name="Pause">Null while it gets leads.</param>
/// <param name="WaitingForRate">Deliveries that wait for their slot.</param>
public sealed record RecipientStanding(Pause? Pause, CircuitView Circuit, LastHourView LastHour, int WaitingForRate)
{
    /// <summary>A recipient that nothing is known of.</summary>
    public static RecipientStanding None { get; } = new(null, CircuitView.None, LastHourView.None, 0);

    /// <summary>How its caps stand, in the order configured.</summary>
    public ImmutableArray<CapUsage> Caps { get; init; } = [];

    /// <summary>Null for one that does not pay in advance.</summary>
    public BalanceView? Balance { get; init; }

    /// <summary>Null for one that is always open.</summary>
    public OpeningView? Opening { get; init; }

    /// <summary>The standing of a recipient.</summary>
    public static RecipientStanding Of(RecipientProtection protection, RecipientLimits limits, Recipient recipient) => new(
        protection.Pauses.Of(recipient.Id), protection.Circuits.View(recipient), protection.LastHour.View(recipient.Id),
        protection.Rates.Waiting(recipient.Id))
    {
        Caps = [.. limits.Caps.Usage(recipient)],
        Balance = limits.Balances.Of(recipient),
        Opening = limits.Opening(recipient),
    };
}
