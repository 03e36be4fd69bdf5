using System.Collections.Immutable;

namespace LeadDelivery.Core.Money;

/// <summary>One amount carried by several, to the last cent.</summary>
public static class Shares
{
    /// <summary>Decimal places that a share has at least: cents.</summary>
    private const int Cents = 2;

    /// <summary>
    /// The amount in equal parts, in whole cents (or in the amount's own smaller unit): what does not divide goes to the first ones, one
    /// unit each, so that the parts add up to the amount.
    /// </summary>
    /// <param name="amount">Not below 0.</param>
    /// <param name="parts">1 or more.</param>
    public static ImmutableArray<decimal> Of(decimal amount, int parts)
    {
        if (parts == 1)
        {
            return [amount];
        }

        var unit = new decimal(1, 0, 0, false, (byte)Math.Max(Cents, (int)amount.Scale));
        var units = Math.Floor(amount / unit);
        var each = Math.Floor(units / parts);
        var left = units - (each * parts);
        return [.. Enumerable.Range(0, parts).Select(part => (each + (part < left ? 1 : 0)) * unit)];
    }
}
