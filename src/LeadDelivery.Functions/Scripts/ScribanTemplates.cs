using LeadDelivery.Core.Mapping;
using Scriban;
using Scriban.Parsing;

namespace LeadDelivery.Functions.Scripts;

/// <summary>Reads <c>$scriban</c>: a template is parsed once, when the configuration is loaded.</summary>
public sealed class ScribanTemplates(ScribanOptions options, TimeProvider time) : IScriptTemplates
{
    // Prices and amounts are decimals: 0.1 + 0.2 is 0.3.
    private readonly ParserOptions _parser = new() { ExpressionDepthLimit = options.ExpressionDepthLimit, ParseFloatAsDecimal = true };

    private readonly ScribanContexts _contexts = new(options);

    /// <summary>The engine of this build; null where it was built without Scriban's package.</summary>
    public static IScriptTemplates? OfThisBuild(TimeProvider time) =>
#if AZURE_PACKAGES
        new ScribanTemplates(new ScribanOptions(), time);
#else
        null;
#endif

    /// <inheritdoc/>
    public IScriptTemplate? Parse(string text, out ScriptMistake? mistake)
    {
        var template = Template.Parse(text, null, _parser, null);
        mistake = template.HasErrors ? Mistake(template.Messages) : null;
        return mistake is null ? new ScribanTemplate(template, options, _contexts, time) : null;
    }

    // What follows the first mistake is mostly its echo. A place past the end is the end's.
    private static ScriptMistake Mistake(IReadOnlyList<LogMessage> messages)
    {
        var first = messages.First(message => message.Type == ParserMessageType.Error);
        return new(Math.Max(0, first.Span.Start.Line) + 1, Math.Max(0, first.Span.Start.Column) + 1, first.Message);
    }
}
