namespace LeadDelivery.Core.Gates.Standing;

/// <summary><c>alerts:</c> of a recipient: what of it somebody should look at. Null: nothing of that kind.</summary>
/// <param name="SuccessRate">Share of successes in the last hour.</param>
/// <param name="ResponseTime">Mean time to answer in the last hour, in seconds.</param>
/// <param name="ConsecutiveErrors">Technical failures in a row.</param>
public sealed record AlertRules(Threshold? SuccessRate, Threshold? ResponseTime, int? ConsecutiveErrors)
{
    /// <summary>
    /// Attempts in the last hour before its rate and time are looked at: 20. Of fewer a single one moves a rate by more than five points.
    /// </summary>
    public const int LeastAttempts = 20;

    /// <summary>
    /// An episode is over once the figure has left its bound by a twentieth of it, so that one which swings about its bound is told once.
    /// </summary>
    public const decimal Margin = 0.05m;
}

/// <summary>A bound and the side of it that is bad.</summary>
/// <param name="Below">True: below it is bad; false: above it.</param>
/// <param name="Bound">A share from 0 to 1, or seconds.</param>
/// <param name="Text">As it was written.</param>
public sealed record Threshold(bool Below, decimal Bound, string Text)
{
    /// <summary>Whether a figure is bad.</summary>
    public bool IsCrossed(decimal figure) => Below ? figure < Bound : figure > Bound;

    /// <summary>Whether it is good enough to say that it is over.</summary>
    public bool IsOver(decimal figure)
    {
        var by = Bound * AlertRules.Margin;
        return Below ? figure >= Math.Min(Bound + by, 1) : figure <= Bound - by;
    }
}
