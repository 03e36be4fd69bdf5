using LeadDelivery.Core.Language;

namespace LeadDelivery.Functions.Scripts;

/// <summary>The bounds of <c>$scriban</c>: what a mapping never reaches, and what a template made to hurt cannot pass.</summary>
public sealed record ScribanOptions
{
    /// <summary>Most rounds of loops within one another, counted together. 10,000: as many as a mapping's <c>$each</c> makes in all.</summary>
    public int LoopLimit { get; init; } = 10_000;

    /// <summary>Deepest calls of a template's own functions. 32: deeper than any lead's data nests, and far from the stack's end.</summary>
    public int RecursiveLimit { get; init; } = 32;

    /// <summary>Longest text in characters, of the result and of what is made on the way: as long as in the product's own language.</summary>
    public int LimitToString { get; init; } = LanguageLimits.MaxOutput;

    /// <summary>Deepest value that is written as text. 20, Scriban's own default: a lead's JSON nests less.</summary>
    public int ObjectRecursionLimit { get; init; } = 20;

    /// <summary>Deepest nesting of expressions and blocks in a template, as in the product's own language.</summary>
    public int ExpressionDepthLimit { get; init; } = LanguageLimits.MaxDepth;

    /// <summary>How long one regular expression may search; see <see cref="LanguageLimits.RegexTimeout"/>.</summary>
    public TimeSpan RegexTimeout { get; init; } = LanguageLimits.RegexTimeout;

    /// <summary>How long one evaluation may take. 2 s: it takes under a millisecond, and a cold worker may stand still for a second.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);
}
