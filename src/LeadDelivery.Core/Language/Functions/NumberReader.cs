using System.Buffers;
using System.Globalization;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>Numbers as people type them: <c>$60,000</c>, <c>$1100 per month</c>, <c>60k</c>, <c>1.5 million</c>, <c>(45.00)</c>,
/// <c>45%</c>. What could be read in two ways (<c>50-75</c>, <c>1.234,56</c>, <c>1,5</c>) is not a number.</summary>
internal static class NumberReader
{
    /// <summary>A decimal has 29 digits; with thousands, currency and a few words nothing longer is a number.</summary>
    private const int LongestText = 100;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly string[] Currencies = ["$", "€", "£", "¥", "US$", "C$", "USD", "CAD", "EUR", "GBP"];

    private static readonly (string Word, decimal Factor)[] Factors =
    [
        ("thousand", 1_000), ("million", 1_000_000), ("mil", 1_000_000), ("mm", 1_000_000), ("k", 1_000), ("m", 1_000_000),
    ];

    public static decimal? Read(Value value) => value.Kind switch
    {
        ValueKind.Number => value.AsNumber,
        ValueKind.Boolean => value.AsBoolean ? 1 : 0,
        ValueKind.Text => Read(value.AsText),
        _ => null,
    };

    public static decimal? Read(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length is 0 or > LongestText)
        {
            return null;
        }

        var inParentheses = text[0] == '(' && text[^1] == ')';
        var rest = inParentheses ? text[1..^1] : text;
        if (!TryTake(ref rest, out var number, out var factor) || !IsTail(rest))
        {
            return null;
        }

        return Scaled(inParentheses ? -number : number, factor);
    }

    /// <summary>Takes a number with its sign, currency and factor (k, thousand, million) from the front; what follows is left.</summary>
    /// <param name="factor">1 where none is written; the number is not multiplied by it yet.</param>
    public static bool TryTake(ref ReadOnlySpan<char> text, out decimal number, out decimal factor)
    {
        (number, factor) = (0, 1);
        var rest = text.TrimStart();
        var minus = TakeSign(ref rest);
        rest = rest.TrimStart();
        foreach (var currency in Currencies)
        {
            if (rest.StartsWith(currency, StringComparison.OrdinalIgnoreCase))
            {
                rest = rest[currency.Length..].TrimStart();
                minus |= TakeSign(ref rest);
                break;
            }
        }

        if (!TryDigits(ref rest, out number))
        {
            return false;
        }

        number = minus ? -number : number;
        factor = TakeFactor(ref rest);
        text = rest;
        return true;
    }

    /// <summary>The product; null where a decimal cannot hold it.</summary>
    public static decimal? Scaled(decimal number, decimal factor)
    {
        if (factor == 1)
        {
            return number;
        }

        if (Math.Abs(number) > decimal.MaxValue / factor)
        {
            return null;
        }

        // 1.5k is 1500, not 1500.0.
        var product = number * factor;
        return decimal.IsInteger(product) ? decimal.Truncate(product) : product;
    }

    /// <summary>What may stand behind a number and says nothing about its size: a currency, %, +, /month, words without digits.</summary>
    private static bool IsTail(ReadOnlySpan<char> text)
    {
        var rest = text.TrimStart();
        if (rest.Length > 0 && rest[0] is '%' or '+')
        {
            rest = rest[1..];
        }

        var isSpaced = rest.Length < text.Length;
        var words = rest.TrimStart();
        if (words.IsEmpty)
        {
            return true;
        }

        if (words[0] is '/')
        {
            var unit = words[1..].TrimStart();
            return !unit.IsEmpty && unit.IndexOfAnyExcept(Letters) < 0;
        }

        return (isSpaced || words.Length < rest.Length) && char.IsLetter(words[0]) && words.IndexOfAnyInRange('0', '9') < 0;
    }

    private static bool TakeSign(ref ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] is not ('-' or '−' or '+'))
        {
            return false;
        }

        var minus = text[0] != '+';
        text = text[1..];
        return minus;
    }

    /// <summary>Digits with or without commas in threes, and decimals.</summary>
    private static bool TryDigits(ref ReadOnlySpan<char> text, out decimal number)
    {
        var whole = DigitsAt(text, 0);
        var end = whole;
        while (whole is > 0 and <= 3 && end + 3 < text.Length && text[end] == ',' && DigitsAt(text, end + 1) == 3)
        {
            end += 4;
        }

        var isGrouped = end > whole;
        if (end < text.Length && text[end] == ',' && DigitsAt(text, end + 1) > 0)
        {
            number = 0;
            return false;
        }

        if (end < text.Length && text[end] == '.')
        {
            var part = DigitsAt(text, end + 1);
            end += whole + part == 0 ? 0 : part + 1;
        }

        // A second point or comma with digits behind it: an address, a date or a foreign writing.
        if (end == 0 || (end + 1 < text.Length && text[end] is '.' or ',' && char.IsAsciiDigit(text[end + 1])))
        {
            number = 0;
            return false;
        }

        var style = NumberStyles.AllowDecimalPoint | (isGrouped ? NumberStyles.AllowThousands : 0);
        var isRead = decimal.TryParse(text[..end], style, CultureInfo.InvariantCulture, out number);
        text = text[end..];
        return isRead;
    }

    private static int DigitsAt(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - start;
    }

    private static decimal TakeFactor(ref ReadOnlySpan<char> text)
    {
        var rest = text.TrimStart();
        foreach (var (word, factor) in Factors)
        {
            // "60 m" may be metres or minutes; letters alone count only where they stand at the number.
            if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                && (rest.Length == word.Length || !char.IsLetterOrDigit(rest[word.Length]))
                && (word.Length > 2 || rest.Length == text.Length || word == "k"))
            {
                text = rest[word.Length..];
                return factor;
            }
        }

        return 1;
    }
}
