using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Language.Evaluation;
using LeadDelivery.Core.Language.Parsing;

namespace LeadDelivery.Core.Language;

/// <summary>A compiled template: text with <c>{{ }}</c>.</summary>
public sealed class Template
{
    private readonly Part[] _parts;
    private readonly Node? _single;
    private readonly string? _literal;
    private readonly int _slots;

    private Template(string text, Part[] parts, ParseContext context)
    {
        Text = text;
        _parts = parts;
        _single = parts is [ValuePart { Node: var node }] ? node : null;
        _literal = parts is [] ? "" : parts is [LiteralPart { Text: var literal }] ? literal : null;
        _slots = context.Slots;
        IsLiteral = !text.Contains("{{", StringComparison.Ordinal);
        Paths = context.Paths;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>True when it holds no <c>{{ }}</c> at all.</summary>
    public bool IsLiteral { get; }

    /// <summary>Its only expression, whose type its value keeps; null for text around expressions, or none.</summary>
    internal Node? Single => _single;

    /// <summary>The paths it reads, sorted, up to the first computed step: <c>lead.state</c>, <c>phone_1</c>.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>Compiles; null with the error when a tag is wrong.</summary>
    public static Template? Parse(string text, out LanguageError? error)
    {
        if (text.Length > LanguageLimits.MaxText)
        {
            error = TooLong(text);
            return null;
        }

        try
        {
            error = null;
            var parser = new TemplateParser(text);
            return new(text, parser.Parse(), parser.Context);
        }
        catch (ParseFailure failure)
        {
            error = failure.Error;
            return null;
        }
    }

    /// <summary>The value: of a template that is one expression with its type kept, else text. Null when it takes more steps
    /// or text than <see cref="LanguageLimits"/> allows.</summary>
    public Value Evaluate(Scope scope)
    {
        if (_single is null)
        {
            return Value.Of(_literal ?? Write(scope, null));
        }

        try
        {
            var run = new Run(scope, _slots);
            var value = _single.Evaluate(ref run);
            return run.Spent ? Value.Null : value;
        }
        catch (RegexMatchTimeoutException)
        {
            return Value.Null;
        }
    }

    /// <summary>The text; empty when it takes more steps or text than <see cref="LanguageLimits"/> allows.</summary>
    public string Render(Scope scope) => _literal ?? (_single is null ? Write(scope, null) ?? "" : Evaluate(scope).ToText());

    /// <summary>The text with each expression's value passed through <paramref name="encode"/>, literal parts as they are:
    /// for values that go into a URL or a whole-body template.</summary>
    public string Render(Scope scope, Func<string, string> encode) => _literal ?? Write(scope, encode) ?? "";

    internal static LanguageError TooLong(string text) =>
        new(LanguageLimits.MaxText + 1, $"found {text.Length} characters, expected at most {LanguageLimits.MaxText}");

    private string? Write(Scope scope, Func<string, string>? encode)
    {
        try
        {
            var run = new Run(scope, _slots);
            var output = new Output(encode);
            Part.WriteAll(_parts, ref run, ref output);
            var text = output.Finish();
            return run.Spent ? null : text;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
