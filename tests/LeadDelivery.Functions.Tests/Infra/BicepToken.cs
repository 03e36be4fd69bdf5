namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>What a piece of Bicep is.</summary>
internal enum BicepTokenKind
{
    /// <summary>A name or a keyword.</summary>
    Name,

    /// <summary>A string; what is interpolated is in <see cref="BicepToken.Inner"/>.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Brackets, operators, and the @ of decorators.</summary>
    Mark,

    /// <summary>The end of a line, which ends a statement or a property.</summary>
    Line,
}

/// <summary>A piece of Bicep.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; a string without its quotes.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Inner">The pieces of a string's interpolations.</param>
internal sealed record BicepToken(BicepTokenKind Kind, string Text, int Line, IReadOnlyList<BicepToken> Inner)
{
    /// <summary>Whether it is that mark.</summary>
    public bool Is(string mark) => Kind == BicepTokenKind.Mark && Text == mark;

    /// <summary>Whether it opens a group.</summary>
    public bool Opens => Kind == BicepTokenKind.Mark && Text is "{" or "[" or "(";

    /// <summary>Whether it closes a group.</summary>
    public bool Closes => Kind == BicepTokenKind.Mark && Text is "}" or "]" or ")";
}
