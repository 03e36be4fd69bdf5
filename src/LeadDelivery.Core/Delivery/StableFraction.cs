namespace LeadDelivery.Core.Delivery;

/// <summary>What looks random and is not: the same in every process and version, which string.GetHashCode is not.</summary>
internal static class StableFraction
{
    /// <summary>From 0 to below 1, evenly spread over texts and numbers. FNV-1a with a finishing mix.</summary>
    public static double Of(string text, int number)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash = (hash ^ (uint)number) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return ((hash ^ (hash >> 33)) >> 11) * (1.0 / (1UL << 53));
    }
}
