using System.Text;

namespace LeadDelivery.Core.Language.Parsing;

/// <summary>Cuts an expression into tokens, one at a time. Inside a tag it ends at the <c>}}</c> that no object literal owns.</summary>
internal sealed class Lexer(string text, int start, string? close)
{
    private static readonly string[] Symbols =
        ["===", "!==", "==", "!=", "<=", ">=", "&&", "||", "=", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{",
            "}",
         ",", ".", "|"];

    private int _braces;
    private Token _previous = new(TokenKind.Symbol, start, "", false);
    private Token _beforePrevious;

    /// <summary>After the end token: the first position behind the tag.</summary>
    public int Position { get; private set; } = start;

    /// <summary>After the end token: the tag ended in <c>~}}</c>.</summary>
    public bool TrimsAfter { get; private set; }

    public Token Next()
    {
        if (_previous.Kind == TokenKind.End)
        {
            return _previous;
        }

        var token = Read();
        _beforePrevious = _previous;
        _previous = token;
        return token;
    }

    private Token Read()
    {
        var from = Position;
        while (Position < text.Length && char.IsWhiteSpace(text[Position]))
        {
            Position++;
        }

        var space = Position > from;
        var at = Position;
        if (at == text.Length)
        {
            return close is null
                ? new(TokenKind.End, at, "", space)
                : new(TokenKind.Wrong, at, $"the tag is not closed, expected {close}", space);
        }

        if (close is not null && _braces == 0 && EndsTag())
        {
            return new(TokenKind.End, at, "", space);
        }

        var c = text[at];
        return c switch
        {
            '\'' or '"' => Quoted(c, space),
            >= '0' and <= '9' => Number(space),
            '/' when StartsXPath() => new(TokenKind.XPath, at, XPath(), space),
            _ when IsNameStart(c) => Name(space),
            _ => Symbol(space),
        };
    }

    private bool EndsTag()
    {
        var at = Position;
        var trims = text[at] == '~';
        if (string.CompareOrdinal(text, at + (trims ? 1 : 0), close, 0, close!.Length) != 0)
        {
            return false;
        }

        TrimsAfter = trims;
        Position = at + (trims ? 1 : 0) + close.Length;
        return true;
    }

    private Token Symbol(bool space)
    {
        var at = Position;
        foreach (var symbol in Symbols)
        {
            if (symbol[0] != text[at] || string.CompareOrdinal(text, at, symbol, 0, symbol.Length) != 0)
            {
                continue;
            }

            Position += symbol.Length;
            _braces += symbol == "{" ? 1 : symbol == "}" && _braces > 0 ? -1 : 0;
            return new(TokenKind.Symbol, at, symbol, space);
        }

        var wrong = text[at] switch
        {
            '&' => "a single '&', expected '&&'",
            '\u2018' or '\u2019' or '\u201c' or '\u201d' => $"a typographic quote {text[at]}, expected ' or \"",
            _ => $"unexpected character '{Rune(at)}'",
        };
        return new(TokenKind.Wrong, at, wrong, space);
    }

    private string Rune(int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? text.Substring(at, 2) : text[at].ToString();

    private Token Number(bool space)
    {
        var at = Position;
        Digits();
        if (Position + 1 < text.Length && text[Position] == '.' && char.IsAsciiDigit(text[Position + 1]))
        {
            Position++;
            Digits();
        }

        return Position < text.Length && IsNameStart(text[Position])
            ? new(TokenKind.Wrong, at,
                $"'{text.AsSpan(at, Position - at)}' runs into '{text[Position]}', expected an operator or a space", space)
            : new(TokenKind.Number, at, text[at..Position], space);
    }

    private void Digits()
    {
        while (Position < text.Length && char.IsAsciiDigit(text[Position]))
        {
            Position++;
        }
    }

    private Token Name(bool space)
    {
        var at = Position++;
        // Recipient ids and header names are written with hyphens: appended.abc-insurance.url, headers.Retry-After.
        var hyphens = _previous.Is(".") && (_beforePrevious.IsWord("appended") || _beforePrevious.IsWord("headers"));
        while (Position < text.Length && (IsNamePart(text[Position]) || (hyphens && IsInnerHyphen())))
        {
            Position++;
        }

        return new(TokenKind.Name, at, text[at..Position], space);
    }

    private bool IsInnerHyphen() => text[Position] == '-' && Position + 1 < text.Length && IsNamePart(text[Position + 1]);

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '@' or '$';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    private Token Quoted(char quote, bool space)
    {
        var at = Position++;
        var content = new StringBuilder();
        while (Position < text.Length && text[Position] != quote)
        {
            if (text[Position] == '\\' && Position + 1 < text.Length)
            {
                Position++;
                Escape(content);
            }
            else
            {
                content.Append(text[Position++]);
            }
        }

        if (Position == text.Length)
        {
            return new(TokenKind.Wrong, at, $"the text that starts here is not closed, expected {quote}", space);
        }

        Position++;
        return new(TokenKind.Text, at, content.ToString(), space);
    }

    private void Escape(StringBuilder content)
    {
        var c = text[Position++];
        switch (c)
        {
            case 'n': content.Append('\n'); break;
            case 'r': content.Append('\r'); break;
            case 't': content.Append('\t'); break;
            case '\\' or '\'' or '"': content.Append(c); break;
            case 'u' when Position + 4 <= text.Length && ushort.TryParse(
                text.AsSpan(Position, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code):
                content.Append((char)code);
                Position += 4;
                break;
            default:
                // Regular expressions are written as they are: '\d+' needs no second backslash.
                content.Append('\\').Append(c);
                break;
        }
    }

    /// <summary>There is no <c>//</c> operator, and a division never stands where a value is expected.</summary>
    private bool StartsXPath()
    {
        var next = Position + 1 < text.Length ? text[Position + 1] : ' ';
        var expectsValue = _previous.Kind == TokenKind.Symbol && !(_previous.Is(")") || _previous.Is("]") || _previous.Is("}"));
        return next == '/' || (expectsValue && char.IsLetter(next));
    }

    private string XPath()
    {
        var at = Position;
        var depth = 0;
        while (Position < text.Length)
        {
            var c = text[Position];
            if (depth > 0 && c is '\'' or '"')
            {
                var end = text.IndexOf(c, Position + 1);
                Position = end < 0 ? text.Length : end + 1;
                continue;
            }

            if (depth == 0 && EndsXPath(c))
            {
                break;
            }

            depth += c is '[' or '(' ? 1 : c is ']' or ')' ? -1 : 0;
            Position++;
        }

        return text[at..Position];
    }

    private bool EndsXPath(char c) => c switch
    {
        ':' => !(Position + 1 < text.Length && (text[Position + 1] is ':' or '*' || char.IsLetter(text[Position + 1])))
            && text[Position - 1] != ':',
        '=' or '!' or '<' or '>' or '+' or ',' or ')' or ']' or '}' or '{' or '?' or '|' or '&' or '%' or '~' or '\'' or '"' => true,
        _ => char.IsWhiteSpace(c),
    };
}
