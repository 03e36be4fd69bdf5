using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>
/// Reads what was meant to be JSON and can be understood in one way only: names without quotes, single quotes, <c>=</c> for the
/// colon, a comma too many at the end, comments, line breaks inside of texts, <c>NaN</c>, Python's <c>True</c> and <c>None</c>.
/// Anything else is no JSON: a quote that is not escaped, a missing comma, text without quotes. One pass over the text, and every
/// JSON document reads as the strict reader reads it.
/// </summary>
internal ref struct LenientJson
{
    /// <summary>The longest text read, in characters: four times the largest reply taken from the network (64 KB).</summary>
    public const int MaxLength = 262_144;

    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly SearchValues<char> Digits = SearchValues.Create("+-.0123456789Ee");

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private LenientJson(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The object or list that the whole text is; false where it is none.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out Value value)
    {
        value = default;
        var reader = new LenientJson(text);
        return text.Length <= MaxLength && reader.Skip() && reader.Peek is '{' or '[' && reader.Value(0, out value)
            && reader.Skip() && reader._at == text.Length;
    }

    private readonly char Peek => _at < _text.Length ? _text[_at] : '\0';

    private bool Value(int depth, out Value value)
    {
        value = default;
        switch (Peek)
        {
            case '{': return depth < ValueJson.MaxDepth && Object(depth + 1, out value);
            case '[': return depth < ValueJson.MaxDepth && List(depth + 1, out value);
            case '"' or '\'':
                var isText = Text(out var text);
                value = Language.Value.Of(text);
                return isText;
            case '+' or '-' or '.' or (>= '0' and <= '9'): return Figure(out value);
            default: return Word(out value);
        }
    }

    private bool Object(int depth, out Value value)
    {
        value = default;
        var members = new List<KeyValuePair<string, Value>>();
        _at++;
        while (true)
        {
            if (!Skip())
            {
                return false;
            }

            if (Take('}'))
            {
                value = Language.Value.Of(ValueObject.From(members));
                return true;
            }

            if (!Name(out var name) || !Skip() || !Colon() || !Skip() || !Value(depth, out var member) || !Skip())
            {
                return false;
            }

            members.Add(new(name, member));
            if (!Take(',') && Peek != '}')
            {
                return false;
            }
        }
    }

    private bool List(int depth, out Value value)
    {
        value = default;
        var items = ImmutableArray.CreateBuilder<Value>();
        _at++;
        while (true)
        {
            if (!Skip())
            {
                return false;
            }

            if (Take(']'))
            {
                value = Language.Value.Of(items.DrainToImmutable());
                return true;
            }

            if (!Value(depth, out var item) || !Skip())
            {
                return false;
            }

            items.Add(item);
            if (!Take(',') && Peek != ']')
            {
                return false;
            }
        }
    }

    private bool Name(out string name)
    {
        if (Peek is '"' or '\'')
        {
            return Text(out name);
        }

        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek) || Peek is '_' or '$' or '-')
        {
            _at++;
        }

        name = _text[start.._at].ToString();
        return name.Length > 0;
    }

    private bool Colon()
    {
        if (Take('='))
        {
            Take('>');
            return true;
        }

        return Take(':');
    }

    private bool Text(out string text)
    {
        text = "";
        var quote = _text[_at++];
        StringBuilder? made = null;
        while (true)
        {
            var rest = _text[_at..];
            var plain = rest.IndexOfAny(quote, '\\');
            if (plain < 0)
            {
                return false;
            }

            _at += plain + 1;
            if (rest[plain] == quote)
            {
                text = made is null ? rest[..plain].ToString() : made.Append(rest[..plain]).ToString();
                return true;
            }

            made = (made ?? new()).Append(rest[..plain]);
            if (!Escape(made))
            {
                return false;
            }
        }
    }

    private bool Escape(StringBuilder made)
    {
        var letter = Peek;
        _at++;
        switch (letter)
        {
            case '"' or '\'' or '\\' or '/': made.Append(letter); return true;
            case 'b': made.Append('\b'); return true;
            case 'f': made.Append('\f'); return true;
            case 'n': made.Append('\n'); return true;
            case 'r': made.Append('\r'); return true;
            case 't': made.Append('\t'); return true;
            case 'u': return Unicode(made);
            default: return false;
        }
    }

    private bool Unicode(StringBuilder made)
    {
        if (!Unit(_at, out var unit))
        {
            return false;
        }

        _at += 4;
        if (char.IsHighSurrogate(unit) && _at + 1 < _text.Length && _text[_at] == '\\' && _text[_at + 1] == 'u'
            && Unit(_at + 2, out var low) && char.IsLowSurrogate(low))
        {
            _at += 6;
            made.Append(unit).Append(low);
            return true;
        }

        made.Append(char.IsSurrogate(unit) ? '\uFFFD' : unit);
        return true;
    }

    private readonly bool Unit(int at, out char unit)
    {
        unit = default;
        if (at + 4 > _text.Length
            || !ushort.TryParse(_text.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        unit = (char)code;
        return true;
    }

    private bool Figure(out Value value)
    {
        var rest = _text[_at..];
        var length = rest.IndexOfAnyExcept(Digits) is var end and >= 0 ? end : rest.Length;
        var figure = rest[..length];
        value = default;
        if (figure is "-" && Word("Infinity", 1))
        {
            return true;
        }

        _at += length;
        if (!Ends(Peek) || !IsFigure(figure))
        {
            return false;
        }

        // A number with zeros before it is an id or a code; its zeros belong to it. So do digits beyond what a decimal holds.
        var digits = figure.TrimStart("+-");
        var isCode = digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
        value = !isCode && decimal.TryParse(figure, Number, CultureInfo.InvariantCulture, out var number)
            && (number != 0 || figure[..Mantissa(figure)].IndexOfAnyInRange('1', '9') < 0)
            ? Language.Value.Of(number) : Language.Value.Of(figure.ToString());
        return true;
    }

    private static int Mantissa(ReadOnlySpan<char> figure) => figure.IndexOfAny('e', 'E') is var at and >= 0 ? at : figure.Length;

    private static bool IsFigure(ReadOnlySpan<char> figure)
    {
        var mantissa = Mantissa(figure);
        var digits = figure[..mantissa];
        digits = digits.IsEmpty || digits[0] is not ('+' or '-') ? digits : digits[1..];
        var exponent = mantissa == figure.Length ? "0" : figure[(mantissa + 1)..];
        exponent = exponent.IsEmpty || exponent[0] is not ('+' or '-') ? exponent : exponent[1..];
        return digits.IndexOfAnyInRange('0', '9') >= 0 && digits.IndexOfAny('+', '-') < 0 && digits.Count('.') <= 1
            && !exponent.IsEmpty && exponent.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private bool Word(out Value value)
    {
        value = default;
        if (Word("true", 0, anyCase: true))
        {
            value = Language.Value.Of(true);
            return true;
        }

        if (Word("false", 0, anyCase: true))
        {
            value = Language.Value.Of(false);
            return true;
        }

        return Word("null", 0, anyCase: true) || Word("None", 0) || Word("undefined", 0) || Word("NaN", 0) || Word("Infinity", 0);
    }

    private bool Word(string word, int skip, bool anyCase = false)
    {
        var end = _at + skip + word.Length;
        if (end > _text.Length
            || !_text[(_at + skip)..end].Equals(word, anyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            || (end < _text.Length && !Ends(_text[end])))
        {
            return false;
        }

        _at = end;
        return true;
    }

    private static bool Ends(char c) => c is '\0' or ',' or '}' or ']' or '/' || char.IsWhiteSpace(c);

    private bool Take(char c)
    {
        if (Peek != c || _at >= _text.Length)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>White space and comments; false where a comment does not end.</summary>
    private bool Skip()
    {
        while (true)
        {
            while (char.IsWhiteSpace(Peek) || Peek == '\uFEFF')
            {
                _at++;
            }

            if (Peek != '/')
            {
                return true;
            }

            var rest = _text[_at..];
            var end = rest.StartsWith("/*") ? rest[2..].IndexOf("*/") : rest.StartsWith("//") ? rest[2..].IndexOfAny('\r', '\n') : -2;
            if (rest.StartsWith("//") && end < 0)
            {
                _at = _text.Length;
                return true;
            }

            if (end < 0)
            {
                return false;
            }

            _at += 2 + end + (rest[1] == '*' ? 2 : 1);
        }
    }
}
