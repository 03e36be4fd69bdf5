using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>Every function of the language, by name.</summary>
public static class FunctionLibrary
{
    /// <summary>The functions under their headings, in the order of the documentation.</summary>
    public static ImmutableArray<(string Heading, ImmutableArray<Function> Functions)> Themes { get; } =
    [
        ("Texts", StringFunctions.All),
        ("Numbers", NumberFunctions.All),
        ("Formats", FormatFunctions.All),
        ("Dates", DateFunctions.All),
        ("Phones and emails", PhoneFunctions.All),
        ("Names of people", NameFunctions.All),
        ("Places", PlaceFunctions.All),
        ("Hashes", HashFunctions.All),
        ("Encodings", EncodingFunctions.All),
        ("Lists", ListFunctions.All),
        ("Choices", LogicFunctions.All),
    ];

    private static readonly Dictionary<string, Function> ByName =
        Themes.SelectMany(t => t.Functions).ToDictionary(f => Plain(f.Name), StringComparer.Ordinal);

    /// <summary>Finds by snake_case or camelCase name.</summary>
    public static Function? Find(string name) => ByName.GetValueOrDefault(Plain(name));

    /// <summary>The name most like this one; null when none is near.</summary>
    public static string? Suggest(string name) =>
        Parsing.Spelling.Nearest(name, Themes.SelectMany(t => t.Functions).Select(f => f.Name));

    /// <summary>
    /// The name that begins with this one, or that this one begins with: len, uppercase; null for none, and for two letters.
    /// </summary>
    public static string? Begun(string name) => name.Length < 3 ? null
        : Themes.SelectMany(t => t.Functions).Select(f => f.Name).Where(known => known.Length >= 3
            && (known.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(known, StringComparison.OrdinalIgnoreCase)))
            .MinBy(known => Math.Abs(known.Length - name.Length));

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
