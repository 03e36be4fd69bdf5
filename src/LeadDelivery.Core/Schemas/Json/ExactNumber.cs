using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>A JSON number without any loss, however large or small: mantissa × 10^exponent, no zeros at the mantissa's end.</summary>
internal readonly record struct ExactNumber : IComparable<ExactNumber>
{
    /// <summary>Longest number read, in characters; a longer one is no number that any recipient means.</summary>
    private const int Longest = 400;

    private readonly BigInteger _mantissa;
    private readonly long _exponent;

    private ExactNumber(BigInteger mantissa, long exponent)
    {
        while (!mantissa.IsZero && mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        (_mantissa, _exponent) = (mantissa, mantissa.IsZero ? 0 : exponent);
    }

    /// <summary>True without decimal places: 1.0 too.</summary>
    public bool IsInteger => _exponent >= 0;

    public bool IsPositive => _mantissa.Sign > 0;

    /// <summary>The number; null where the element is none, or one of absurd length.</summary>
    public static ExactNumber? Of(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number ? Of(element.GetRawText()) : null;

    /// <summary>The same number always gives the same text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_mantissa}e{_exponent}");

    public int CompareTo(ExactNumber other)
    {
        var sign = _mantissa.Sign;
        if (sign != other._mantissa.Sign || sign == 0)
        {
            return sign.CompareTo(other._mantissa.Sign);
        }

        // Of numbers whose first digits stand in different places no digit need be looked at.
        var size = Size.CompareTo(other.Size);
        if (size != 0)
        {
            return sign * size;
        }

        var shift = (int)(_exponent - other._exponent);
        return shift >= 0
            ? (_mantissa * BigInteger.Pow(10, shift)).CompareTo(other._mantissa)
            : _mantissa.CompareTo(other._mantissa * BigInteger.Pow(10, -shift));
    }

    /// <summary>True for a whole multiple of a number that is not 0.</summary>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        var shift = _exponent - divisor._exponent;
        if (shift >= 0)
        {
            return (_mantissa * BigInteger.ModPow(10, shift, BigInteger.Abs(divisor._mantissa)) % divisor._mantissa).IsZero;
        }

        return _mantissa.IsZero || (shift >= -Longest && (_mantissa % (divisor._mantissa * BigInteger.Pow(10, (int)-shift))).IsZero);
    }

    private long Size => _exponent + BigInteger.Abs(_mantissa).ToString(CultureInfo.InvariantCulture).Length;

    private static ExactNumber? Of(string text)
    {
        if (text.Length > Longest)
        {
            return null;
        }

        var e = text.AsSpan().IndexOfAny('e', 'E');
        var digits = e < 0 ? text : text[..e];
        var exponent = 0L;
        if (e >= 0 && !long.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return null;
        }

        var dot = digits.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            exponent -= digits.Length - dot - 1;
            digits = digits.Remove(dot, 1);
        }

        return Math.Abs(exponent) > int.MaxValue
            ? null
            : new ExactNumber(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), exponent);
    }
}
