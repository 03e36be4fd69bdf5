namespace LeadDelivery.Core.Language.Functions;

/// <summary>
/// A phone number taken apart: of North America as people type it, others with their + or by the country it is said to be of.
/// </summary>
/// <param name="Code">Calling code without +; <c>1</c> for North America.</param>
/// <param name="Number">The digits behind it; ten for North America.</param>
/// <param name="Extension">Up to seven digits; null for none.</param>
internal readonly record struct PhoneNumber(string Code, string Number, string? Extension)
{
    /// <summary>E.164 allows 15 digits; the shortest numbers in use with their country code have 8.</summary>
    private const int MostDigits = 15;

    private const int FewestDigits = 8;

    /// <summary>The longest extension of common exchanges.</summary>
    private const int LongestExtension = 7;

    /// <summary>Digits with separators, a name of an extension and its digits: nothing longer is a number.</summary>
    private const int LongestText = 60;

    public bool IsNorthAmerican => Code == "1";

    /// <summary>Ten digits, of other countries E.164; an extension behind an x. What an intake keeps.</summary>
    public string Normal => (IsNorthAmerican ? Number : "+" + Code + Number) + (Extension is null ? "" : "x" + Extension);

    /// <summary>ISO code of its country.</summary>
    public string? Country => CallingCodes.Country(Code, Number);

    /// <summary>
    /// A number that could exist: of North America the area code begins with 2 to 9 and the digits are not all alike; the
    /// exchange is not judged, as the 555-123-4567 of examples has one that does not exist.
    /// </summary>
    public bool CouldExist => !IsNorthAmerican || (Number[0] >= '2' && Number.AsSpan().IndexOfAnyExcept(Number[0]) >= 0);

    /// <summary>Null where it is no number.</summary>
    /// <param name="country">ISO code of the country whose national numbers are meant; null for North America.</param>
    public static PhoneNumber? Read(string text, string? country = null)
    {
        var number = text.AsSpan().Trim();
        if (number.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
        {
            number = number[4..];
        }

        if (number.Length is 0 or > LongestText)
        {
            return null;
        }

        var extension = CutExtension(ref number);
        // +44 (0)20 7946 0958: the zero is for callers at home.
        if (number.StartsWith("+") && number.IndexOf("(0)") is > 0 and var home)
        {
            number = string.Concat(number[..home], number[(home + 3)..]);
        }

        Span<char> buffer = stackalloc char[LongestText];
        if (!TryDigits(number, buffer, out var length, out var isInternational))
        {
            return null;
        }

        var digits = buffer[..length];
        var calling = country is null ? "1" : CallingCodes.Of(country);
        if (!isInternational && calling == "1" && NorthAmerican(digits) is { } own)
        {
            return new("1", own, extension);
        }

        if (!isInternational && Prefix(digits) is var prefix and > 0 && digits.Length - prefix >= FewestDigits)
        {
            digits = digits[prefix..];
            isInternational = true;
        }

        return isInternational ? International(new string(digits), extension)
            : calling is null or "1" ? null
            : National(digits, country!, calling, extension);
    }

    private static string? NorthAmerican(ReadOnlySpan<char> digits) =>
        digits.Length == 10 ? new string(digits) : digits.Length == 11 && digits[0] == '1' ? new string(digits[1..]) : null;

    /// <summary>Dialled in front of numbers abroad: 011 in North America, 00 nearly everywhere else.</summary>
    private static int Prefix(ReadOnlySpan<char> digits) =>
        digits.StartsWith("011") ? 3 : digits.StartsWith("00") ? 2 : 0;

    private static PhoneNumber? International(string digits, string? extension)
    {
        if (digits.Length is < FewestDigits or > MostDigits || CallingCodes.LengthIn(digits) is not (> 0 and var code))
        {
            return null;
        }

        return code == 1 && digits[0] == '1' && digits.Length != 11 ? null : new(digits[..code], digits[code..], extension);
    }

    private static PhoneNumber? National(ReadOnlySpan<char> digits, string country, string calling, string? extension)
    {
        // Written with the country's code but without the +; no country has national numbers of so many digits.
        const int MostNational = 11;
        if (digits.Length > MostNational && digits.StartsWith(calling))
        {
            return International(new string(digits), extension);
        }

        var trunk = CallingCodes.Trunk(country);
        var number = trunk.Length > 0 && digits.StartsWith(trunk) ? digits[trunk.Length..] : digits;
        return International(string.Concat(calling, number), extension);
    }

    private static bool TryDigits(ReadOnlySpan<char> text, Span<char> digits, out int length, out bool isInternational)
    {
        (length, isInternational) = (0, false);
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[length++] = c;
            }
            else if (c == '+' && length == 0 && !isInternational)
            {
                isInternational = true;
            }
            else if (!(c is ' ' or '(' or ')' or '-' or '.' or '/' or '\u00A0' or '\t' or '‐' or '‑' or '–'))
            {
                return false;
            }
        }

        return length > 0;
    }

    /// <summary>Cuts <c>x12</c>, <c>ext. 12</c>, <c>extension 12</c> and <c>#12</c> off.</summary>
    private static string? CutExtension(ref ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny('x', 'X', '#');
        if (at <= 0)
        {
            return null;
        }

        var tail = text[(at + 1)..];
        text = text[..(text[at - 1] is 'e' or 'E' ? at - 1 : at)].TrimEnd(" ;,");
        Span<char> digits = stackalloc char[LongestExtension];
        var length = 0;
        foreach (var c in tail)
        {
            if (!char.IsAsciiDigit(c))
            {
                continue;
            }

            if (length == LongestExtension)
            {
                return null;
            }

            digits[length++] = c;
        }

        return length == 0 ? null : new string(digits[..length]);
    }
}
