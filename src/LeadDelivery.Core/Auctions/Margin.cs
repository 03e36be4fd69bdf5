namespace LeadDelivery.Core.Auctions;

/// <summary>What is kept of a price before the source is told it.</summary>
/// <param name="Amount">An amount of money, or a share from 0 to below 1.</param>
/// <param name="IsShare">True for a share.</param>
public sealed record Margin(decimal Amount, bool IsShare)
{
    /// <summary>Nothing is kept.</summary>
    public static Margin None { get; } = new(0, false);

    /// <summary>What the source is told of a price: never below 0, whole cents, rounded down so that the margin is never less than asked.</summary>
    public decimal PriceToSource(decimal price)
    {
        var left = IsShare ? price * (1 - Amount) : price - Amount;
        return left <= 0 ? 0m : decimal.Round(left, 2, MidpointRounding.ToZero);
    }
}
