namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>What somebody who wrote a wrong word probably meant.</summary>
internal static class Suggestion
{
    /// <summary>Most words listed in a mistake; beyond these a list helps nobody.</summary>
    private const int MaxListed = 30;

    /// <summary>Fewest letters that stand for a word which begins with them: two are the beginning of too many.</summary>
    private const int ShortestBeginning = 3;

    /// <summary><c>did you mean `method`?</c> where one of the words is near, else <c>expected one of …</c>.</summary>
    public static string For(string wrong, IEnumerable<string> words)
    {
        var known = words.Order(StringComparer.Ordinal).ToList();
        if (known.Count == 0)
        {
            return "there are none";
        }

        if (Near(wrong, known) is { } near)
        {
            return $"did you mean `{near}`?";
        }

        var more = known.Count > MaxListed ? ", …" : "";
        return known.Count == 1 ? $"expected {known[0]}" : $"expected one of {string.Join(", ", known.Take(MaxListed))}{more}";
    }

    /// <summary>The word that was probably meant; null where none is near.</summary>
    public static string? Near(string wrong, IEnumerable<string> words)
    {
        var known = words.Order(StringComparer.Ordinal).Select(word => (Word: word, Distance: Distance(wrong, word)))
            .OrderBy(word => word.Distance).ToList();
        return known is [var best, ..] && best.Distance <= Math.Max(1, Math.Min(wrong.Length, best.Word.Length) / 3) ? best.Word
            : known.FirstOrDefault(word => IsBeginning(wrong, word.Word)).Word;
    }

    // Cut short (user, pass, hour), or drawn out (success_when).
    private static bool IsBeginning(string wrong, string word) => Math.Min(wrong.Length, word.Length) >= ShortestBeginning
        && (word.StartsWith(wrong, StringComparison.OrdinalIgnoreCase) || wrong.StartsWith(word, StringComparison.OrdinalIgnoreCase));

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
