using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Language.Evaluation;
using LeadDelivery.Core.Language.Parsing;

namespace LeadDelivery.Core.Language;

/// <summary>A mistake in an expression or template.</summary>
/// <param name="Column">1-based position in the text.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record LanguageError(int Column, string Message);

/// <summary>A compiled expression: parsed once, evaluated often, from any thread. Evaluation never throws on data: what
/// cannot be computed is null.</summary>
public sealed class Expression
{
    private readonly Node _root;

    private Expression(string text, Node root, ImmutableArray<string> paths)
    {
        Text = text;
        _root = root;
        Paths = paths;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>The paths it reads, sorted, up to the first computed step: <c>lead.state</c>, <c>phone_1</c>.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>Compiles; null with the error when it is not an expression.</summary>
    public static Expression? Parse(string text, out LanguageError? error)
    {
        if (text.Length > LanguageLimits.MaxText)
        {
            error = Template.TooLong(text);
            return null;
        }

        try
        {
            error = null;
            var context = new ParseContext();
            var root = new ExpressionParser(new Lexer(text, 0, null), context).Whole();
            return new(text, root, context.Paths);
        }
        catch (ParseFailure failure)
        {
            error = failure.Error;
            return null;
        }
    }

    /// <summary>The template's value as an expression.</summary>
    internal static Expression Of(Template template) => new(template.Text, new TemplateNode(template), template.Paths);

    /// <summary>The value in this scope.</summary>
    public Value Evaluate(Scope scope)
    {
        try
        {
            var run = new Run(scope, 0);
            var value = _root.Evaluate(ref run);
            return run.Spent ? Value.Null : value;
        }
        catch (RegexMatchTimeoutException)
        {
            return Value.Null;
        }
    }

    /// <summary>True where the value counts as true: not null, false, 0, empty text, "false", "no", "0" or an empty list.</summary>
    public bool Holds(Scope scope) => Truth.Of(Evaluate(scope));
}
