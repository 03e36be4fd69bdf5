using System.Globalization;

namespace LeadDelivery.Core.Configuration.Yaml;

/// <summary>
/// What an unquoted scalar means: YAML 1.2's core schema, held to what JSON would call a number. What would lose something as a
/// number stays text: leading zeros (postcodes), a leading plus (phones), more digits than a decimal keeps.
/// </summary>
internal static class PlainScalar
{
    public static ScalarKind Meaning(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ => TryNumber(text, out _) ? ScalarKind.Number : ScalarKind.Text,
    };

    public static bool TryNumber(string text, out decimal number)
    {
        number = 0;
        return HasNumberForm(text)
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out number)
            && KeepsEveryDigit(text, number);
    }

    private static bool HasNumberForm(string text)
    {
        var at = text.StartsWith('-') ? 1 : 0;
        var whole = Digits(text, ref at);
        if (whole == 0 || (whole > 1 && text[at - whole] == '0'))
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            at += at < text.Length && text[at] is '+' or '-' ? 1 : 0;
            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        return at == text.Length;
    }

    private static int Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }

    // With an exponent only the vanishing of a value is looked for; else every digit must come back.
    private static bool KeepsEveryDigit(string text, decimal number) => text.AsSpan().IndexOfAny('e', 'E') is var exponent and >= 0
        ? number != 0 || text.AsSpan(0, exponent).IndexOfAnyInRange('1', '9') < 0
        : number.ToString(CultureInfo.InvariantCulture) == text || text.StartsWith("-0", StringComparison.Ordinal);
}
