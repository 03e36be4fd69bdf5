namespace Scriban.Parsing;

public class LogMessage
{
    public LogMessage(ParserMessageType type, SourceSpan span, string message) => (Type, Span, Message) = (type, span, message);

    public ParserMessageType Type { get; set; }

    public SourceSpan Span { get; set; }

    public string Message { get; set; }
}

public enum ParserMessageType
{
    Error,

    Warning,
}

public struct SourceSpan
{
    public SourceSpan(string fileName, TextPosition start, TextPosition end) => (FileName, Start, End) = (fileName, start, end);

    public string FileName { get; set; }

    public TextPosition Start { get; set; }

    public TextPosition End { get; set; }
}

public struct TextPosition
{
    public TextPosition(int offset, int line, int column) => (Offset, Line, Column) = (offset, line, column);

    public int Offset { get; set; }

    public int Column { get; set; }

    public int Line { get; set; }
}

public record LexerOptions;

public record ParserOptions
{
    public int ExpressionDepthLimit { get; init; } = 250;

    public bool ParseFloatAsDecimal { get; init; }
}
