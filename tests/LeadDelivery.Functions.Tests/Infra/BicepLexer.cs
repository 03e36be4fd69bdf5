using System.Text;

namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>Cuts Bicep into pieces. What is not Bicep's writing is a <see cref="FormatException"/> that names the line.</summary>
internal sealed class BicepLexer
{
    private static readonly string[] LongMarks = ["...", "&&", "||", "==", "!=", "<=", ">=", "??", ".?", "=>"];
    private readonly string _source;
    private int _at;
    private int _line = 1;

    private BicepLexer(string source) => _source = source;

    /// <summary>The pieces, comments left out, brackets balanced.</summary>
    public static IReadOnlyList<BicepToken> Read(string source) => new BicepLexer(source).Tokens(inString: false);

    private List<BicepToken> Tokens(bool inString)
    {
        var tokens = new List<BicepToken>();
        var open = new Stack<(char Closing, int Line)>();
        while (_at < _source.Length)
        {
            var c = _source[_at];
            if (c == '\n')
            {
                tokens.Add(new(BicepTokenKind.Line, "\n", _line++, []));
                _at++;
            }
            else if (char.IsWhiteSpace(c))
            {
                _at++;
            }
            else if (Starts("//"))
            {
                _at = _source.IndexOf('\n', _at) is var end and >= 0 ? end : _source.Length;
            }
            else if (c == '\'')
            {
                tokens.Add(String());
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                tokens.Add(While(BicepTokenKind.Name, next => char.IsAsciiLetterOrDigit(next) || next == '_'));
            }
            else if (char.IsAsciiDigit(c))
            {
                tokens.Add(While(BicepTokenKind.Number, char.IsAsciiDigit));
            }
            else if (inString && c == '}' && open.Count == 0)
            {
                return tokens;
            }
            else
            {
                tokens.Add(Mark(open));
            }
        }

        return open.Count == 0 && !inString ? tokens
            : throw new FormatException(
                inString ? $"line {_line}: an interpolation has no end" : $"line {open.Peek().Line}: a bracket has no end");
    }

    private BicepToken Mark(Stack<(char Closing, int Line)> open)
    {
        var c = _source[_at];
        if ("{[(".Contains(c, StringComparison.Ordinal))
        {
            open.Push((c == '{' ? '}' : c == '[' ? ']' : ')', _line));
        }
        else if ("}])".Contains(c, StringComparison.Ordinal) && (open.Count == 0 || open.Pop().Closing != c))
        {
            throw new FormatException($"line {_line}: a {c} closes nothing");
        }
        else if (!"{[(}])@:=.,?!<>+-*/%|&".Contains(c, StringComparison.Ordinal))
        {
            throw new FormatException($"line {_line}: a {c} is not Bicep");
        }

        var text = Array.Find(LongMarks, Starts) ?? c.ToString();
        _at += text.Length;
        return new(BicepTokenKind.Mark, text, _line, []);
    }

    private BicepToken While(BicepTokenKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _source.Length && belongs(_source[_at]))
        {
            _at++;
        }

        return new(kind, _source[start.._at], _line, []);
    }

    private BicepToken String()
    {
        var text = new StringBuilder();
        var inner = new List<BicepToken>();
        var line = _line;
        for (_at++; _at < _source.Length && _source[_at] is not ('\'' or '\n'); _at++)
        {
            if (Starts("${"))
            {
                var start = _at;
                _at += 2;
                inner.AddRange(Tokens(inString: true));
                text.Append(_source, start, _at - start + 1);
            }
            else if (_source[_at] == '\\')
            {
                _at++;
                text.Append(_at < _source.Length && "\\'nrt$u".Contains(_source[_at], StringComparison.Ordinal)
                    ? Unescaped(_source[_at])
                    : throw new FormatException($"line {line}: an escape that Bicep does not know"));
            }
            else
            {
                text.Append(_source[_at]);
            }
        }

        return _at < _source.Length && _source[_at++] == '\''
            ? new(BicepTokenKind.Text, text.ToString(), line, inner)
            : throw new FormatException($"line {line}: a string has no end");
    }

    private static char Unescaped(char c) => c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c };

    private bool Starts(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;
}
