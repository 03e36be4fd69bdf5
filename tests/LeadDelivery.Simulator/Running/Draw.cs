namespace LeadDelivery.Simulator.Running;

/// <summary>
/// Chances drawn by what they are for, not by their turn: a world with one lead or one crash fewer draws the same for all the rest.
/// </summary>
internal static class Draw
{
    /// <summary>A number from 0 to below <paramref name="below"/>.</summary>
    public static int Of(int below, int seed, string what, int one = 0, int two = 0)
    {
        // FNV-1a with a finishing mix.
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var c in what)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash = (hash ^ (uint)one) * 1099511628211UL;
        hash = (hash ^ (uint)two) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return (int)((hash ^ (hash >> 33)) % (uint)below);
    }
}
