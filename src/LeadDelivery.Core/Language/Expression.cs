namespace LeadDelivery.Core.Language;

/// <summary>A mistake in an expression or template.</summary>
/// <param name="Column">1-based position in the text.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record LanguageError(int Column, string Message);

/// <summary>A compiled expression: parsed once, evaluated often, from any thread. Evaluation never throws on data: what
/// cannot be computed is null.</summary>
public sealed class Expression
{
    private Expression(string text) => Text = text;

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Compiles; null with the error when it is not an expression.</summary>
    public static Expression? Parse(string text, out LanguageError? error) => throw new NotImplementedException();

    /// <summary>The value in this scope.</summary>
    public Value Evaluate(Scope scope) => throw new NotImplementedException();

    /// <summary>True where the value counts as true: not null, false, 0, empty text, "false", "no", "0" or an empty list.</summary>
    public bool Holds(Scope scope) => throw new NotImplementedException();
}

/// <summary>A compiled template: text with <c>{{ }}</c>.</summary>
public sealed class Template
{
    private Template(string text) => Text = text;

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>True when it holds no <c>{{ }}</c> at all.</summary>
    public bool IsLiteral { get; }

    /// <summary>Compiles; null with the error when a tag is wrong.</summary>
    public static Template? Parse(string text, out LanguageError? error) => throw new NotImplementedException();

    /// <summary>The value: of a template that is one expression with its type kept, else text.</summary>
    public Value Evaluate(Scope scope) => throw new NotImplementedException();

    /// <summary>The text.</summary>
    public string Render(Scope scope) => throw new NotImplementedException();

    /// <summary>The text with each expression's value passed through <paramref name="encode"/>, literal parts as they are:
    /// for values that go into a URL or a whole-body template.</summary>
    public string Render(Scope scope, Func<string, string> encode) => throw new NotImplementedException();
}
