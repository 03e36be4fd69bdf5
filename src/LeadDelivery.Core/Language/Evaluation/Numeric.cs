using System.Globalization;

namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>When a value is a number without being asked to become one.</summary>
internal static class Numeric
{
    private const NumberStyles Plain =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>A decimal has at most 29 digits, sign and point; more leading zeros than this are an id, not a number.</summary>
    private const int LongestText = 48;

    /// <summary>A number, or text that holds nothing but one: sign, digits, point. <c>$60,000</c> needs <c>number()</c>.</summary>
    public static bool TryStrict(Value value, out decimal number)
    {
        if (value.Kind == ValueKind.Number)
        {
            number = value.AsNumber;
            return true;
        }

        number = 0;
        return value.Kind == ValueKind.Text && TryStrict(value.AsText, out number);
    }

    public static bool TryStrict(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length is > 0 and <= LongestText && decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out number);
    }
}
