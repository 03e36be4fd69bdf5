namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>Searching texts for whole words, as search terms of replies do: "matched" is not in "unmatched".</summary>
internal static class WordSearch
{
    /// <summary>Case is ignored; white space in the term stands for any run of it; in a list, any item equal or holding the
    /// words.</summary>
    public static bool Contains(Value value, Value term)
    {
        if (value.Kind == ValueKind.Object)
        {
            return !term.IsNull && value.AsObject.TryGet(term.ToText(), out _);
        }

        if (value.Kind != ValueKind.List)
        {
            return !value.IsNull && Contains(value.ToText(), term.ToText());
        }

        foreach (var item in value.AsList)
        {
            if (Comparison.AreEqual(item, term) || string.Equals(item.ToText(), term.ToText(), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Any part of the text, case ignored; in a list, of any item.</summary>
    public static bool Includes(Value value, Value part)
    {
        if (value.Kind == ValueKind.List)
        {
            foreach (var item in value.AsList)
            {
                if (Includes(item, part))
                {
                    return true;
                }
            }

            return false;
        }

        var text = part.ToText();
        return text.Length is > 0 and <= LanguageLimits.MaxTerm && value.ToText().Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Contains(ReadOnlySpan<char> text, ReadOnlySpan<char> term)
    {
        term = term.Trim();
        if (term.Length is 0 or > LanguageLimits.MaxTerm)
        {
            return false;
        }

        var gap = term.IndexOfAny(" \t\r\n");
        var head = gap < 0 ? term : term[..gap];
        var rest = gap < 0 ? [] : term[gap..];
        for (var from = 0; from <= text.Length - head.Length;)
        {
            var found = text[from..].IndexOf(head, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            var at = from + found;
            var end = MatchRest(text, at + head.Length, rest);
            if (end >= 0 && !Joins(text, at - 1, head[0]) && !Joins(text, end, term[^1]))
            {
                return true;
            }

            from = at + 1;
        }

        return false;
    }

    /// <summary>Where the further words end, when they follow here; else -1.</summary>
    private static int MatchRest(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> rest)
    {
        while (!rest.IsEmpty)
        {
            var word = rest.TrimStart();
            var length = word.IndexOfAny(" \t\r\n");
            word = length < 0 ? word : word[..length];
            rest = length < 0 ? [] : rest.TrimStart()[length..];
            var start = at;
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == start || !text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return -1;
            }

            at += word.Length;
        }

        return at;
    }

    /// <summary>The neighbour belongs to the same word as the edge of the term.</summary>
    private static bool Joins(ReadOnlySpan<char> text, int neighbour, char edge) =>
        neighbour >= 0 && neighbour < text.Length && IsWord(text[neighbour]) && IsWord(edge);

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
