namespace LeadDelivery.Core.Language.Functions;

/// <summary>Phone numbers written as recipients ask for them, and their parts.</summary>
internal static class Phone
{
    /// <summary>All ASCII digits in the text.</summary>
    public static string Digits(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? text : string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>The digits of the text; of a number with an extension only those before it.</summary>
    public static string DialledDigits(string text) =>
        text.AsSpan().IndexOfAny('x', 'X', '#') > 0 && PhoneNumber.Read(text) is { Extension: not null } number
            ? number.IsNorthAmerican ? number.Number : number.Code + number.Number
            : Digits(text);

    /// <summary>A number that could exist.</summary>
    public static bool IsValid(string text) => PhoneNumber.Read(text) is { CouldExist: true };

    /// <summary>Null where it is no number, the number has no such part, or the format is unknown.</summary>
    /// <param name="country">Name or code of the country whose national numbers are meant; null for North America.</param>
    public static string? Format(string text, string format, string? country = null)
    {
        var code = string.IsNullOrWhiteSpace(country) ? null : Countries.Code(country);
        return PhoneNumber.Read(text, code) is not { } number ? null : format switch
        {
            "e164" => "+" + number.Code + number.Number,
            "normal" => number.Normal,
            "country" => number.Country,
            "calling_code" => number.Code,
            "extension" => number.Extension,
            _ => number.IsNorthAmerican ? NorthAmerican(number.Number, format) : Foreign(number, format),
        };
    }

    private static string? NorthAmerican(string n, string format) => format switch
    {
        "national" => $"({n[..3]}) {n[3..6]}-{n[6..]}",
        "international" => $"+1 {n[..3]}-{n[3..6]}-{n[6..]}",
        "digits" => n,
        "dashes" => $"{n[..3]}-{n[3..6]}-{n[6..]}",
        "dots" => $"{n[..3]}.{n[3..6]}.{n[6..]}",
        "area" => n[..3],
        "exchange" => n[3..6],
        "line" => n[6..],
        _ => null,
    };

    /// <summary>How other countries group their digits is not known here: their numbers stay in the international form.</summary>
    private static string? Foreign(PhoneNumber number, string format) => format switch
    {
        "national" or "dashes" or "dots" => "+" + number.Code + number.Number,
        "international" => $"+{number.Code} {number.Number}",
        "digits" => number.Code + number.Number,
        _ => null,
    };
}
