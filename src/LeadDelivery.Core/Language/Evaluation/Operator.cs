namespace LeadDelivery.Core.Language.Evaluation;

internal enum Operator : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Contains,
    Includes,
    Matches,
    StartsWith,
    EndsWith,
}

/// <summary>The comparisons by their spelling.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, Operator> BySymbol = new(StringComparer.Ordinal)
    {
        ["="] = Operator.Equal,
        ["=="] = Operator.Equal,
        ["==="] = Operator.Equal,
        ["!="] = Operator.NotEqual,
        ["!=="] = Operator.NotEqual,
        ["<"] = Operator.Less,
        ["<="] = Operator.LessOrEqual,
        [">"] = Operator.Greater,
        [">="] = Operator.GreaterOrEqual,
    };

    private static readonly Dictionary<string, Operator> ByWord = new(StringComparer.OrdinalIgnoreCase)
    {
        ["in"] = Operator.In,
        ["contains"] = Operator.Contains,
        ["includes"] = Operator.Includes,
        ["matches"] = Operator.Matches,
        ["starts_with"] = Operator.StartsWith,
        ["startsWith"] = Operator.StartsWith,
        ["ends_with"] = Operator.EndsWith,
        ["endsWith"] = Operator.EndsWith,
    };

    public static bool TrySymbol(string symbol, out Operator found) => BySymbol.TryGetValue(symbol, out found);

    public static bool TryWord(string word, out Operator found) => ByWord.TryGetValue(word, out found);
}
