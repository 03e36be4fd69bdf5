using System.Collections.Frozen;

namespace LeadDelivery.Core.Language.Parsing;

/// <summary>Finds the operator that a word in an operator's place was meant for.</summary>
internal static class OperatorSpelling
{
    /// <summary>Shortest word that may be a slip: of two letters all are neighbours.</summary>
    private const int ShortestSlip = 3;

    private static readonly string[] Words =
        ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "includes", "matches", "starts_with", "ends_with", "and", "or"];

    /// <summary>What other languages, and people, call them. An empty one has no like here, close as its letters may be.</summary>
    private static readonly FrozenDictionary<string, string> OtherNames = new (string Operator, string Names)[]
    {
        ("==", "is eq equal equals is_equal equal_to"),
        ("!=", "ne neq isnt is_not not_equal not_equals differs"),
        ("<", "lt less less_than below"),
        ("<=", "le lte"),
        (">", "gt greater greater_than above"),
        (">=", "ge gte"),
        ("in", "is_in one_of any_of within"),
        ("not in", "not_in notin nin is_not_in none_of"),
        ("contains", "has like"),
        ("matches", "regex regexp rlike match"),
        ("starts_with", "begins begins_with"),
        ("ends_with", "ends"),
        ("", "xor"),
    }.SelectMany(entry => entry.Names.Split(' ').Select(name => KeyValuePair.Create(name, entry.Operator)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the word is another language's operator.</summary>
    public static bool IsOtherName(string word) => OtherNames.ContainsKey(word);

    /// <summary>The operator that was probably meant; null where none is near.</summary>
    public static string? Nearest(string word) => OtherNames.TryGetValue(word, out var meant) ? (meant.Length > 0 ? meant : null)
        : word.Length >= ShortestSlip ? Spelling.Nearest(word, Words)
        : null;

    /// <summary>What is said of a token that is none.</summary>
    public static ParseFailure Failure(int position, string written, string? near) => new(
        position,
        $"'{written}' is no operator, "
        + (near is not null ? $"did you mean '{near}'?" : "expected one of " + string.Join(", ", Words)));
}
