using System.Buffers;
using System.Globalization;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>Reads prices as recipients write them: 45, "45.00", "$1,234.50", "45,00 €", "USD 45".</summary>
public static class MoneyText
{
    /// <summary>
    /// The largest amount that is one: a thousand times the dearest lead in the weakest currency. What names more is a slip or a lie, and
    /// sums of it would be past what a decimal holds.
    /// </summary>
    public const decimal Most = 1_000_000_000_000m;

    /// <summary>
    /// What finer amounts are rounded to, half up: a millionth, the finest unit that advertising exchanges trade in. Sums of amounts with
    /// so many digits are exact whatever their order; a third of ten is not.
    /// </summary>
    public const int Decimals = 6;

    private const string Signs = " $€£¥ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00a0";
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.,");

    /// <summary>The amount, or null where the value names none, a negative one, or one above <see cref="Most"/>.</summary>
    public static decimal? Read(Value value) => value.Kind switch
    {
        ValueKind.Number => Bounded(value.AsNumber),
        ValueKind.Text => Read(value.AsText),
        ValueKind.List => value.AsList is [var first, ..] ? Read(first) : null,
        _ => null,
    };

    /// <summary>The amount in a currency, or null where the value names another: amounts are never converted.</summary>
    public static decimal? Read(Value value, string currency) =>
        (value.Kind == ValueKind.List && value.AsList is [var first, ..] ? first : value) is { Kind: ValueKind.Text } text
        && Named(text.AsText) is { } named && named != currency
            ? null
            : Read(value);

    // Signs that several currencies share name none.
    private static string? Named(string text) =>
        text.Contains('€', StringComparison.Ordinal) ? "EUR"
        : text.Contains('£', StringComparison.Ordinal) ? "GBP"
        : new string([.. text.Where(char.IsAsciiLetterUpper)]) is { Length: 3 } code && Money.Currency.IsKnown(code) ? code
        : null;

    private static decimal? Read(string text)
    {
        // Currency signs and codes stand before or after the digits, never between them.
        var amount = text.AsSpan().Trim().Trim(Signs);
        if (amount.IsEmpty || amount.Length > 20 || amount.ContainsAnyExcept(Digits))
        {
            return null;
        }

        var comma = amount.LastIndexOf(',');
        var point = amount.LastIndexOf('.');

        // The later of the two signs is the decimal one; a lone comma before three digits groups thousands.
        var decimalComma = comma > point && (point >= 0 || amount.Length - comma - 1 != 3);
        var plain = decimalComma ? amount.ToString().Replace(".", "").Replace(',', '.') : amount.ToString().Replace(",", "");
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Bounded(number) : null;
    }

    /// <summary>The amount where it may be one.</summary>
    internal static decimal? Bounded(decimal? amount) =>
        amount is >= 0 and <= Most ? decimal.Round(amount.Value, Decimals, MidpointRounding.AwayFromZero) : null;
}
