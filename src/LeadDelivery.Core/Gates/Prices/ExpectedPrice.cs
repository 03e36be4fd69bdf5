namespace LeadDelivery.Core.Gates.Prices;

/// <summary>What a sale is expected to bring, or a lead to cost, before that is known.</summary>
/// <param name="Amount">What is reserved; null where nothing is known.</param>
/// <param name="IsGuess">True where the reply will say, and <paramref name="Amount"/> is what others brought; null where none has yet.</param>
public readonly record struct ExpectedPrice(decimal? Amount, bool IsGuess = false)
{
    /// <summary>It may bring anything: under limits of money it goes alone, so that the next can be judged by what it brought.</summary>
    public bool IsBlind => IsGuess && Amount is null;
}
