namespace LeadDelivery.Core.Mapping;

/// <summary>A key of <c>fields:</c> as the names it stands for.</summary>
internal static class FieldKey
{
    /// <summary>
    /// The names from the outside in: dots separate them. A key in backticks is one name as it stands, dots, <c>$</c>, digits and all;
    /// a key with brackets (<c>data[phone][]</c>) is one name too, the recipient's own notation.
    /// </summary>
    public static string[] Names(string key) =>
        IsQuoted(key) ? [key[1..^1]] : key.Contains('[') ? [key] : key.Split('.');

    /// <summary>True for an option.</summary>
    public static bool IsOption(string key) => key.StartsWith('$');

    /// <summary>True for a name that is a place in a list.</summary>
    public static bool IsIndex(string key, string name) =>
        !IsQuoted(key) && name.Length is > 0 and <= 9 && name.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsQuoted(string key) => key.Length > 2 && key[0] == '`' && key[^1] == '`';
}
