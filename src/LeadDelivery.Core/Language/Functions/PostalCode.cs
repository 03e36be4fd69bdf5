namespace LeadDelivery.Core.Language.Functions;

/// <summary>Postal codes in the writing of their country.</summary>
internal static class PostalCode
{
    /// <summary>The longest code in use, Iran's, has ten digits and a hyphen; the shortest have three characters.</summary>
    private const int LongestCode = 11;

    private const int ShortestCode = 3;

    /// <summary>
    /// <c>78701</c>, <c>78701-1234</c>, <c>K1A 0B1</c>, <c>SW1A 1AA</c>; of other countries capitals and single spaces.
    /// Null where it is none.
    /// </summary>
    /// <param name="country">ISO code of the country it must be of; null for any.</param>
    public static string? Read(ReadOnlySpan<char> text, string? country = null)
    {
        text = text.Trim().TrimEnd('-').TrimEnd();
        Span<char> tight = stackalloc char[LongestCode];
        Span<char> loose = stackalloc char[LongestCode];
        var (length, written, gap) = (0, 0, '\0');
        foreach (var c in text)
        {
            if (c is ' ' or '-' or '\u00A0' or '–')
            {
                gap = gap == '-' || c is '-' or '–' ? '-' : ' ';
                continue;
            }

            if (!char.IsAsciiLetterOrDigit(c) || written + (gap == '\0' ? 0 : 1) >= LongestCode)
            {
                return null;
            }

            if (gap != '\0')
            {
                loose[written++] = gap;
                gap = '\0';
            }

            loose[written++] = tight[length++] = char.ToUpperInvariant(c);
        }

        return Written(tight[..length], loose[..written], country);
    }

    private static string? Written(ReadOnlySpan<char> code, ReadOnlySpan<char> loose, string? country) => country switch
    {
        null => American(code, false) ?? Canadian(code) ?? British(code) ?? Other(code, loose),
        "US" => American(code, true),
        "CA" => Canadian(code),
        "GB" => British(code),
        "NL" when Like(code, "0000AA") => $"{code[..4]} {code[4..]}",
        _ => Other(code, loose),
    };

    /// <param name="isPadded">True gives back the zeros that a spreadsheet or a JSON number took from the front.</param>
    private static string? American(ReadOnlySpan<char> code, bool isPadded)
    {
        if (code.IsEmpty || code.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return null;
        }

        return code.Length switch
        {
            5 => new string(code),
            9 => $"{code[..5]}-{code[5..]}",
            3 or 4 when isPadded => new string(code).PadLeft(5, '0'),
            _ => null,
        };
    }

    private static string? Canadian(ReadOnlySpan<char> code) => Like(code, "A0A0A0") ? $"{code[..3]} {code[3..]}" : null;

    private static string? British(ReadOnlySpan<char> code)
    {
        if (code.Length is < 5 or > 7 || !Like(code[^3..], "0AA"))
        {
            return null;
        }

        var area = code[..^3];
        return Like(area, "A0") || Like(area, "A00") || Like(area, "AA0") || Like(area, "AA00") || Like(area, "A0A") || Like(area, "AA0A")
            ? $"{area} {code[^3..]}"
            : null;
    }

    private static string? Other(ReadOnlySpan<char> code, ReadOnlySpan<char> loose) =>
        code.Length >= ShortestCode && code.IndexOfAnyInRange('0', '9') >= 0 ? new string(loose) : null;

    private static bool Like(ReadOnlySpan<char> code, string shape)
    {
        if (code.Length != shape.Length)
        {
            return false;
        }

        for (var i = 0; i < code.Length; i++)
        {
            if (!(shape[i] == '0' ? char.IsAsciiDigit(code[i]) : char.IsAsciiLetter(code[i])))
            {
                return false;
            }
        }

        return true;
    }
}
