namespace LeadDelivery.Core.Language.Parsing;

internal enum TokenKind : byte
{
    End,
    Name,
    Number,
    Text,
    XPath,
    Symbol,
    Wrong,
}

/// <summary>One word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">0-based position of its first character.</param>
/// <param name="Content">The name, the symbol, the text without quotes, the digits, or what is wrong.</param>
/// <param name="SpaceBefore">White space stands before it: tells <c>f (x) y</c> from <c>f(x)</c>.</param>
internal readonly record struct Token(TokenKind Kind, int Start, string Content, bool SpaceBefore)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Content == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Name && string.Equals(Content, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>As an error message names it.</summary>
    public string Found => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{Shorten(Content)}'",
        TokenKind.Number => $"the number {Content}",
        TokenKind.XPath => $"the XPath {Shorten(Content)}",
        _ => $"'{Shorten(Content)}'",
    };

    private static string Shorten(string text) => text.Length <= 30 ? text : string.Concat(text.AsSpan(0, 27), "...");
}
