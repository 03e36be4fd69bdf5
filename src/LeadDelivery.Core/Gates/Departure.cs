using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Gates;

/// <summary>A delivery that has ended.</summary>
/// <param name="Key">The delivery's key.</param>
/// <param name="Recipient">The recipient's id.</param>
/// <param name="Price">What it pays, for a success.</param>
public readonly record struct Departure(string Key, string Recipient, Outcome Outcome, decimal? Price = null)
{
    /// <summary>The recipient as configured for the delivery: spares looking for what it cannot have reserved; null where not known.</summary>
    public Recipient? Configured { get; init; }

    /// <summary>True where it waits for a batch's file: what is reserved for it stays so until the file has come to its end.</summary>
    public bool KeepsPlace { get; init; }
}
