using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Rotations;

/// <summary>
/// Draws members by weight, each lead by its own lot. Each member's lot is its own, so that a member who drops out changes nothing
/// among the others: the rest shares its turns as their weights are (Efraimidis and Spirakis, weighted sampling without replacement).
/// </summary>
internal static class WeightedOrder
{
    /// <summary>The members' indexes in the order drawn; the first comes first as often as its weight is of all weights.</summary>
    /// <param name="lot">What decides: one lead at one place of one flow.</param>
    /// <param name="weights">Above 0.</param>
    public static int[] Of(string lot, IReadOnlyList<decimal> weights) =>
        [.. Enumerable.Range(0, weights.Count).OrderBy(member => -Math.Log(1 - StableFraction.Of(lot, member)) / (double)weights[member])];
}
