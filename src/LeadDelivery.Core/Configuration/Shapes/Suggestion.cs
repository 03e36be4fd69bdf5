namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>What somebody who wrote a wrong word probably meant.</summary>
internal static class Suggestion
{
    /// <summary>Most words listed in a mistake; beyond these a list helps nobody.</summary>
    private const int MaxListed = 30;

    /// <summary><c>did you mean `method`?</c> where one of the words is near, else <c>expected one of …</c>.</summary>
    public static string For(string wrong, IEnumerable<string> words)
    {
        var known = words.Order(StringComparer.Ordinal).ToList();
        if (known.Count == 0)
        {
            return "there are none";
        }

        var near = known.Select(word => (Word: word, Distance: Distance(wrong, word))).MinBy(w => w.Distance);
        if (near.Distance <= Math.Max(1, Math.Min(wrong.Length, near.Word.Length) / 3))
        {
            return $"did you mean `{near.Word}`?";
        }

        var more = known.Count > MaxListed ? ", …" : "";
        return known.Count == 1 ? $"expected {known[0]}" : $"expected one of {string.Join(", ", known.Take(MaxListed))}{more}";
    }

    /// <summary>Letters to add, drop, change or swap with a neighbour to get from one word to the other, case aside.</summary>
    public static int Distance(string from, string to)
    {
        // A pair this different in length is no slip of the fingers: not worth the table.
        if (Math.Abs(from.Length - to.Length) > 8)
        {
            return int.MaxValue;
        }

        from = from.ToLowerInvariant();
        to = to.ToLowerInvariant();
        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                    cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[from.Length, to.Length];
    }
}
