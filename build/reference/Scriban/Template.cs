using Scriban.Parsing;

namespace Scriban;

public partial class Template
{
    private Template(LogMessageBag messages) => Messages = messages;

    public bool HasErrors { get; private set; }

    public LogMessageBag Messages { get; }

    public static Template Parse(string text, string? sourceFilePath = null, ParserOptions? parserOptions = null, LexerOptions? lexerOptions = null) =>
        throw new NotSupportedException("signatures only: this build has no Scriban");

    public string Render(TemplateContext context) => throw new NotSupportedException("signatures only: this build has no Scriban");
}
