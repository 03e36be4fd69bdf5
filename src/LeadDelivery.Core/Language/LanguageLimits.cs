namespace LeadDelivery.Core.Language;

/// <summary>The bounds of the language: what a mapping in this field never reaches, and what a hostile text cannot pass.</summary>
public static class LanguageLimits
{
    /// <summary>Longest expression or template in characters: 64 Ki, ten times the longest SOAP envelope seen as a template.</summary>
    public const int MaxText = 65_536;

    /// <summary>Deepest nesting of parentheses, lists, calls and blocks: 64 levels need under 200 KB of stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>Longest text an evaluation may make, in characters: four times the largest request body accepted (256 KiB).</summary>
    public const int MaxOutput = 1_048_576;

    /// <summary>Parts of an expression visited in one evaluation: some milliseconds at worst; real mappings need under a hundred.</summary>
    public const int MaxSteps = 100_000;

    /// <summary>Characters written into a new text that cost as much as one step, so that copying is bounded too.</summary>
    public const int CharactersPerStep = 256;

    /// <summary>Characters searched that cost as much as one step: reading is some ten times faster than copying.</summary>
    public const int CharactersReadPerStep = 4_096;

    /// <summary>Items of a list made or searched that cost as much as one step.</summary>
    public const int ItemsPerStep = 4;

    /// <summary>Longest term of <c>contains</c> and <c>includes</c>; longer ones are found nowhere. Bounds the search to a multiple of
    /// the text.</summary>
    public const int MaxTerm = 1_000;

    /// <summary>Longest regular expression in characters; longer ones are lists that belong into <c>in</c> or a lookup.</summary>
    public const int MaxRegex = 1_000;

    /// <summary>How long one regular expression may search. Nearly all run without backtracking and need microseconds; the bound is
    /// wall-clock time, and at 100 ms a cold start on a busy machine made a right reply unreadable.</summary>
    public static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);
}
