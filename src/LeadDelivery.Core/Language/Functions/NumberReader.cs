using System.Globalization;
using System.Text.RegularExpressions;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>Numbers as people type them: <c>$60,000</c>, <c>$1100 per month</c>, <c>(45.00)</c>, <c>45%</c>. What could be read in
/// two ways (<c>1.5k</c>, <c>50-75</c>, <c>1.234,56</c>) is not a number.</summary>
internal static partial class NumberReader
{
    /// <summary>A decimal has 29 digits; with thousands, currency and a few words nothing longer is a number.</summary>
    private const int LongestText = 100;

    public static decimal? Read(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Number: return value.AsNumber;
            case ValueKind.Boolean: return value.AsBoolean ? 1 : 0;
            case ValueKind.Text: return Read(value.AsText);
            default: return null;
        }
    }

    public static decimal? Read(string text)
    {
        text = text.Trim();
        if (text.Length is 0 or > LongestText)
        {
            return null;
        }

        var inParentheses = text[0] == '(' && text[^1] == ')';
        var match = Typed().Match(inParentheses ? text[1..^1] : text);
        if (!match.Success)
        {
            return null;
        }

        var digits = match.Groups["whole"].Value.Replace(",", "", StringComparison.Ordinal) + match.Groups["part"].Value;
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return inParentheses || match.Groups["minus"].Success ? -number : number;
    }

    [GeneratedRegex(
        @"^(?:(?<minus>[-−])|\+)?\s*(?:[$€£¥]|USD|CAD|EUR|GBP)?\s*(?<minus>-)?(?:(?<whole>\d{1,3}(?:,\d{3})+|\d+)(?<part>\.\d*)?|(?<part>\.\d+))" +
        @"\s*[%+]?(?:\s*/\s*\p{L}+|\s+\p{L}[^\d]*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Typed();
}
