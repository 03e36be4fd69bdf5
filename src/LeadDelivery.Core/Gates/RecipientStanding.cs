using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Pausing;
using LeadDelivery.Core.Gates.Standing;

namespace LeadDelivery.Core.Gates;

/// <summary>How a recipient stands now.</summary>
/// <param name="Pause">Null while it gets leads.</param>
/// <param name="WaitingForRate">Deliveries that wait for their slot.</param>
/// <param name="Caps">Its caps, one entry for each limit.</param>
/// <param name="Balance">Null where it does not pay in advance.</param>
public sealed record RecipientStanding(
    Pause? Pause, CircuitView Circuit, LastHourView LastHour, int WaitingForRate, IReadOnlyList<CapUsage> Caps, BalanceView? Balance)
{
    /// <summary>A recipient that nothing is known of.</summary>
    public static RecipientStanding None { get; } = new(null, CircuitView.None, LastHourView.None, 0, [], null);

    /// <summary>The standing of a recipient.</summary>
    public static RecipientStanding Of(RecipientProtection protection, RecipientLimits limits, Recipient recipient) => new(
        protection.Pauses.Of(recipient.Id), protection.Circuits.View(recipient.Id), protection.LastHour.View(recipient.Id),
        protection.Rates.Waiting(recipient.Id), limits.Caps.Usage(recipient), limits.Balances.Of(recipient));
}
