using System.Globalization;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>
/// A range as forms offer it: <c>$50,000 - $75,000</c>, <c>50k to 75k</c>, <c>under 5000</c>, <c>100000+</c>, or one number.
/// </summary>
/// <param name="Min">Lower end.</param>
/// <param name="Max">Upper end; null for an open one.</param>
internal readonly record struct NumberRange(decimal Min, decimal? Max)
{
    private static readonly string[] Under =
        ["less than", "lower than", "up to", "at most", "no more than", "under", "below", "<=", "<", "max", "≤"];

    private static readonly string[] Over =
        ["more than", "greater than", "higher than", "at least", "starting at", "over", "above", "from", ">=", ">", "min", "≥"];

    private static readonly string[] Upwards =
        ["+", "or more", "or above", "or over", "or higher", "or greater", "and up", "and above", "and over", "and more", "plus"];

    private static readonly string[] Downwards = ["or less", "or below", "or under", "or lower", "or fewer", "and below", "and under"];

    private static readonly string[] Between = ["-", "to", "–", "—", "−", "~", "through", "until", "and"];

    /// <summary>Halfway; null where the upper end is open.</summary>
    public decimal? Mid => Max is { } max ? Min + ((max - Min) / 2) : null;

    /// <summary>The normal form: <c>50000-75000</c>, <c>100000+</c>, <c>10</c>.</summary>
    public override string ToString() => Max is not { } max ? Text(Min) + "+" : max == Min ? Text(Min) : $"{Text(Min)}-{Text(max)}";

    public static NumberRange? Read(Value value) => value.Kind switch
    {
        ValueKind.Number => new(value.AsNumber, value.AsNumber),
        ValueKind.Text => Read(value.AsText),
        _ => null,
    };

    public static NumberRange? Read(ReadOnlySpan<char> text)
    {
        const int LongestText = 100;
        text = text.Trim();
        if (text.Length is 0 or > LongestText)
        {
            return null;
        }

        var isWorded = !(char.IsAsciiDigit(text[0]) || text[0] == '$');
        var under = isWorded && Take(ref text, Under);
        var over = isWorded && !under && Take(ref text, Over);
        if (isWorded && !under && !over)
        {
            Take(ref text, ["between"]);
        }

        if (!NumberReader.TryTake(ref text, out var number, out var factor) || NumberReader.Scaled(number, factor) is not { } first)
        {
            return null;
        }

        if (under)
        {
            return first < 0 || !IsEnd(text) ? null : new(0, first);
        }

        if (Take(ref text, Upwards))
        {
            return IsEnd(text) ? new(first, null) : null;
        }

        if (Take(ref text, Downwards))
        {
            return first < 0 || !IsEnd(text) ? null : new(0, first);
        }

        if (!Take(ref text, Between))
        {
            return !IsEnd(text) ? null : over ? new(first, null) : new(first, first);
        }

        if (text.TrimStart().IsEmpty)
        {
            // "100000-" as a few systems write an open end.
            return new(first, null);
        }

        if (!NumberReader.TryTake(ref text, out var upper, out var upperFactor) || !IsEnd(text))
        {
            return null;
        }

        // In "50-75k" the k is meant for both.
        var isShared = factor == 1 && upperFactor > 1 && number < upper;
        var low = isShared ? NumberReader.Scaled(number, upperFactor) : first;
        return low is { } least && NumberReader.Scaled(upper, upperFactor) is { } most && least <= most ? new(least, most) : null;
    }

    private static bool Take(ref ReadOnlySpan<char> text, string[] words)
    {
        var rest = text.TrimStart();
        if (rest.IsEmpty)
        {
            return false;
        }

        foreach (var word in words)
        {
            if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                && (!char.IsLetter(word[^1]) || rest.Length == word.Length || !char.IsLetter(rest[word.Length])))
            {
                text = rest[word.Length..];
                return true;
            }
        }

        return false;
    }

    /// <summary>Nothing, or words without digits: "per month", "dollars".</summary>
    private static bool IsEnd(ReadOnlySpan<char> text)
    {
        var rest = text.Trim();
        return rest.IsEmpty || (char.IsLetter(rest[0]) || rest[0] is '/' or '%') && rest.IndexOfAnyInRange('0', '9') < 0;
    }

    /// <summary>Without zeros at the end: 50000, not 50000.00.</summary>
    private static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}
