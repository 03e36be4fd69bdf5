using System.Text;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Parsing;

/// <summary>Cuts a template into literal text and tags, and builds the parts. Blocks are kept on a stack of our own.</summary>
internal sealed partial class TemplateParser(string text)
{
    private readonly ParseContext _context = new();
    private readonly Stack<Block> _blocks = new();
    private readonly List<Part> _top = [];
    private readonly StringBuilder _literal = new();
    private int _position;
    private bool _trimNext;

    public ParseContext Context => _context;

    public Part[] Parse()
    {
        while (true)
        {
            var open = text.IndexOf("{{", _position, StringComparison.Ordinal);
            AddText(open < 0 ? text.AsSpan(_position) : text.AsSpan(_position, open - _position));
            if (open < 0)
            {
                break;
            }

            if (!IsEscaped(open))
            {
                Tag(open);
            }
        }

        if (_blocks.TryPeek(out var unclosed))
        {
            throw new ParseFailure(unclosed.Start, $"{{{{#{unclosed.Name}}}}} is not closed, expected {{{{/{unclosed.Name}}}}}");
        }

        Flush();
        return [.. _top];
    }

    private List<Part> Parts => _blocks.TryPeek(out var block) ? block.Parts : _top;

    private void AddText(ReadOnlySpan<char> piece)
    {
        if (_trimNext)
        {
            piece = piece.TrimStart();
            // Text of white space only is trimmed away whole, and the next text belongs to another gap.
            _trimNext = false;
        }

        _literal.Append(piece);
    }

    /// <summary><c>\{{</c> is the text <c>{{</c>; <c>\\{{</c> is a backslash and a tag.</summary>
    private bool IsEscaped(int open)
    {
        if (open == _position || text[open - 1] != '\\')
        {
            return false;
        }

        _literal.Length--;
        if (open - 1 > _position && text[open - 2] == '\\')
        {
            return false;
        }

        _literal.Append("{{");
        _position = open + 2;
        return true;
    }

    private void Tag(int open)
    {
        var at = open + 2;
        if (At(at) == '~')
        {
            TrimLiteralEnd();
            at++;
        }

        switch (At(at))
        {
            case '!': Comment(open, at); break;
            case '#': OpenBlock(open, at + 1); break;
            case '/' when At(at + 1) != '/': CloseBlock(open, at + 1); break;
            case '{': Output(open, at + 1, "}}}"); break;
            case '&': Output(open, at + 1, "}}"); break;
            case '>': throw new ParseFailure(at, "found '>', expected a value or a block: there are no partials");
            default: Output(open, at, "}}"); break;
        }
    }

    private char At(int at) => at < text.Length ? text[at] : '\0';

    private void Output(int open, int at, string close)
    {
        var lexer = new Lexer(text, at, close);
        var parser = new ExpressionParser(lexer, _context);
        if (close.Length == 2 && parser.IsElse)
        {
            Else(open, lexer, parser);
            return;
        }

        var node = parser.Whole();
        Flush();
        Parts.Add(new ValuePart(node));
        After(lexer);
    }

    private void Comment(int open, int at)
    {
        var isLong = string.CompareOrdinal(text, at, "!--", 0, 3) == 0;
        var end = isLong ? text.IndexOf("--", at + 3, StringComparison.Ordinal) : text.IndexOf("}}", at, StringComparison.Ordinal);
        while (isLong && end >= 0 && !(ClosesAt(end + 2)))
        {
            end = text.IndexOf("--", end + 1, StringComparison.Ordinal);
        }

        if (end < 0)
        {
            throw new ParseFailure(open, isLong ? "the comment is not closed, expected --}}" : "the comment is not closed, expected }}");
        }

        end += isLong ? 2 : text[end - 1] == '~' ? -1 : 0;
        var trims = text[end] == '~';
        AfterBlockTag(open, end + (trims ? 3 : 2), trims);
    }

    private bool ClosesAt(int at) => string.CompareOrdinal(text, at + (At(at) == '~' ? 1 : 0), "}}", 0, 2) == 0;

    private void After(Lexer lexer)
    {
        _position = lexer.Position;
        _trimNext = lexer.TrimsAfter;
    }

    /// <summary>Tags without output that stand alone on a line take the line with them, as in Handlebars.</summary>
    private void AfterBlockTag(int open, int end, bool trims)
    {
        _position = end;
        _trimNext = trims;
        var before = open;
        while (before > 0 && text[before - 1] is ' ' or '\t')
        {
            before--;
        }

        var after = end;
        while (after < text.Length && text[after] is ' ' or '\t' or '\r')
        {
            after++;
        }

        var startsLine = before == 0 || text[before - 1] == '\n';
        var endsLine = after < text.Length ? text[after] == '\n' : before > 0;
        if (startsLine && endsLine)
        {
            _literal.Length = Math.Max(0, _literal.Length - (open - before));
            _position = Math.Min(text.Length, after + 1);
        }
    }

    private void TrimLiteralEnd()
    {
        while (_literal.Length > 0 && char.IsWhiteSpace(_literal[^1]))
        {
            _literal.Length--;
        }
    }

    private void Flush()
    {
        if (_literal.Length > 0)
        {
            Parts.Add(new LiteralPart(_literal.ToString()));
            _literal.Clear();
        }
    }
}
