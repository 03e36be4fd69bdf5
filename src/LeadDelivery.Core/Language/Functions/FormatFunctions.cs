using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using LeadDelivery.Core.Language.Dates;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

internal static class FormatFunctions
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("#0.,%$€£+-() ");

    private static readonly NumberFormatInfo Numbers = CreateNumbers();

    public static ImmutableArray<Function> All { get; } =
    [
        new("format", 2, 3, (a, ref run) => Apply(a[0], a.Text(1), a.Text(2), ref run),
            "By a mask, a number pattern or a date pattern (and for dates a time zone); see the rule below.",
            "format('555-123-4567', '(###) ###-####')", "\"(555) 123-4567\""),
    ];

    /// <summary>As the function does it, outside an expression: with a budget of its own.</summary>
    public static Value Apply(Value value, string pattern, Scope scope)
    {
        var run = new Run(scope, 0);
        var formatted = Apply(value, pattern, null, ref run);
        return run.Spent ? Value.Null : formatted;
    }

    /// <summary>Whether a pattern is any of those that <see cref="Apply(Value, string, Scope)"/> knows: others give null for every value.
    /// </summary>
    public static bool IsFormat(string pattern) =>
        pattern is "e164" or "national" or "digits" || pattern.Contains('#') || pattern.Contains("{value}", StringComparison.Ordinal)
        || DatePattern.Looks(pattern) || IsNumberPattern(pattern, ValueKind.Number);

    /// <summary>
    /// In this order: <c>{value}</c> in the pattern; a name of a phone format; a date's pattern; a number's pattern; a mask of
    /// <c>#</c>. A value that does not fit a mask stays as it came; one that is not a date or number at all gives null.
    /// </summary>
    public static Value Apply(Value value, string? pattern, string? zone, ref Run run)
    {
        if (value.IsNull || string.IsNullOrEmpty(pattern))
        {
            return value;
        }

        if (value.Kind == ValueKind.Text && value.AsText.Length == 0)
        {
            return value;
        }

        if (pattern.Contains("{value}", StringComparison.Ordinal))
        {
            return Insert(value.ToText(), pattern, ref run);
        }

        if (pattern is "e164" or "national" or "digits")
        {
            return Value.Of(Phone.Format(value.ToText(), pattern));
        }

        if (value.Kind == ValueKind.Date || DatePattern.Looks(pattern))
        {
            return DateFunctions.Write(value, pattern, zone, ref run);
        }

        return IsNumberPattern(pattern, value.Kind) ? Number(value, pattern, ref run)
            : pattern.Contains('#') ? run.Text(Mask(value.ToText(), pattern))
            : Value.Null;
    }

    /// <summary>A dialling prefix such as <c>+1{value}</c> takes the number's digits, without a 1 it has already.</summary>
    private static Value Insert(string text, string pattern, ref Run run)
    {
        var prefix = pattern.EndsWith("{value}", StringComparison.Ordinal) ? pattern.AsSpan(0, pattern.Length - "{value}".Length) : [];
        if (prefix.Length is > 1 and < 5 && prefix[0] == '+' && prefix[1..].IndexOfAnyExceptInRange('0', '9') < 0)
        {
            var digits = Phone.DialledDigits(text);
            text = text.StartsWith('+') && digits.AsSpan().StartsWith(prefix[1..]) ? digits[(prefix.Length - 1)..]
                : digits.Length == 11 && prefix is "+1" && digits[0] == '1' ? digits[1..]
                : digits;
        }

        var places = (long)pattern.Length / "{value}".Length;
        return run.Charge(pattern.Length + (places * text.Length)) ? Value.Of(pattern.Replace("{value}", text, StringComparison.Ordinal))
            : Value.Null;
    }

    /// <summary>A number's pattern has a 0, a thousands comma or a single point among its places; C, N, F, P with digits are
    /// .NET's.</summary>
    private static bool IsNumberPattern(string pattern, ValueKind kind)
    {
        if (pattern.Length is 1 or 2 or 3 && pattern[0] is 'C' or 'c' or 'N' or 'n' or 'F' or 'f' or 'P' or 'p')
        {
            return pattern.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
        }

        if (pattern.AsSpan().IndexOfAnyExcept(NumberCharacters) >= 0 || pattern.AsSpan().IndexOfAny('#', '0') < 0)
        {
            return false;
        }

        return pattern.AsSpan().IndexOfAny('0', ',') >= 0
            || (pattern.AsSpan().Count('.') == 1 && (kind == ValueKind.Number || pattern.AsSpan().IndexOfAnyExcept("#.$") < 0));
    }

    private static Value Number(Value value, string pattern, ref Run run) =>
        NumberReader.Read(value) is { } number ? run.Text(number.ToString(pattern, Numbers)) : Value.Null;

    /// <summary>Digits of the text put into the places; of 11 digits a leading 1 is dropped where the mask has 10 places.</summary>
    private static string Mask(string text, string mask)
    {
        var places = mask.AsSpan().Count('#');
        var digits = Phone.Digits(text);
        digits = digits.Length == places ? digits : Phone.DialledDigits(text);
        if (digits.Length == 11 && places == 10 && digits[0] == '1')
        {
            digits = digits[1..];
        }

        return digits.Length != places ? text : string.Create(mask.Length, (mask, digits), static (output, state) =>
        {
            var next = 0;
            for (var i = 0; i < output.Length; i++)
            {
                output[i] = state.mask[i] == '#' ? state.digits[next++] : state.mask[i];
            }
        });
    }

    private static NumberFormatInfo CreateNumbers()
    {
        var numbers = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        numbers.CurrencySymbol = "$";
        numbers.CurrencyNegativePattern = 1;
        numbers.PercentPositivePattern = 1;
        numbers.PercentNegativePattern = 1;
        return NumberFormatInfo.ReadOnly(numbers);
    }
}
