using System.Buffers;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>What a sheet of Excel holds ("Excel specifications and limits").</summary>
public static class XlsxLimits
{
    private static readonly SearchValues<char> NotInSheetNames = SearchValues.Create("[]:*?/\\");

    /// <summary>Rows, the header among them.</summary>
    public const int Rows = 1_048_576;

    /// <summary>Columns.</summary>
    public const int Columns = 16_384;

    /// <summary>Characters of a cell, in UTF-16 units.</summary>
    public const int Text = 32_767;

    /// <summary>Characters of a sheet's name.</summary>
    public const int SheetName = 31;

    /// <summary>Widest column, in characters.</summary>
    public const int Width = 255;

    /// <summary>Digits of a number that are kept; a longer one is written as text, so that an account's number stays what it is.</summary>
    public const int Digits = 15;

    /// <summary>What is wrong with the name of a sheet; null for nothing.</summary>
    public static string? SheetNameMistake(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > SheetName ? $"a sheet's name has 1 to {SheetName} characters"
        : name.AsSpan().IndexOfAny(NotInSheetNames) >= 0 || name.Any(char.IsControl) ? "a sheet's name cannot hold any of [ ] : * ? / \\"
        : name[0] == '\'' || name[^1] == '\'' ? "a sheet's name cannot begin or end with '"
        : name.Equals("History", StringComparison.OrdinalIgnoreCase) ? "Excel keeps the name History for itself"
        : null;
}
