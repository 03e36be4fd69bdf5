namespace LeadDelivery.Core.Language.Functions;

/// <summary>Phone numbers: of North America as people type them, others in their international form.</summary>
internal static class Phone
{
    /// <summary>E.164 allows 15 digits; the shortest numbers in use with their country code have 8.</summary>
    private const int MostDigits = 15;

    private const int FewestDigits = 8;

    /// <summary>All ASCII digits in the text.</summary>
    public static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>Null where it is no number or the format is unknown: e164, national, digits, dashes, dots.</summary>
    public static string? Format(string text, string format)
    {
        if (NorthAmerican(text) is not { } n)
        {
            return International(text) is not { } digits ? null : format switch
            {
                "e164" or "national" or "dashes" or "dots" => "+" + digits,
                "digits" => digits,
                _ => null,
            };
        }

        return format switch
        {
            "e164" => "+1" + n,
            "national" => $"({n[..3]}) {n[3..6]}-{n[6..]}",
            "digits" => n,
            "dashes" => $"{n[..3]}-{n[3..6]}-{n[6..]}",
            "dots" => $"{n[..3]}.{n[3..6]}.{n[6..]}",
            _ => null,
        };
    }

    /// <summary>
    /// A number that could exist: of North America the area code begins with 2 to 9 and the digits are not all alike; the
    /// exchange is not judged, as the 555-123-4567 of examples has one that does not exist.
    /// </summary>
    public static bool IsValid(string text) =>
        NorthAmerican(text) is { } n ? n[0] >= '2' && n.AsSpan().IndexOfAnyExcept(n[0]) >= 0 : International(text) is not null;

    /// <summary>Ten digits; a leading 1 and an extension are dropped.</summary>
    private static string? NorthAmerican(string text)
    {
        var number = WithoutExtension(text);
        if (!HasPhoneCharacters(number))
        {
            return null;
        }

        var digits = Digits(number);
        var isForeign = number.TrimStart().StartsWith('+') && !digits.StartsWith('1');
        return isForeign ? null : digits.Length == 10 && !number.Contains('+') ? digits
            : digits.Length == 11 && digits[0] == '1' ? digits[1..] : null;
    }

    private static string? International(string text)
    {
        var number = WithoutExtension(text);
        var digits = Digits(number);
        return number.StartsWith('+') && HasPhoneCharacters(number) && digits.Length is >= FewestDigits and <= MostDigits
            && digits[0] is not ('0' or '1')
            ? digits
            : null;
    }

    private static string WithoutExtension(string text)
    {
        text = text.Trim();
        var at = text.IndexOf('x', StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return text;
        }

        var start = at > 0 && text[at - 1] is 'e' or 'E' ? at - 1 : at;
        return text[..start].TrimEnd();
    }

    private static bool HasPhoneCharacters(string text) =>
        text.All(c => char.IsAsciiDigit(c) || c is ' ' or '(' or ')' or '-' or '.' or '+' or '/' or '\u00A0');
}
