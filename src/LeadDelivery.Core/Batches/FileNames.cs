using System.Globalization;
using System.Text;

namespace LeadDelivery.Core.Batches;

/// <summary>Names of files, made safe and numbered.</summary>
public static class FileNames
{
    /// <summary>The longest name in bytes of UTF-8: file systems take 255, of which the temporary name needs up to 50.</summary>
    public const int Longest = 200;

    private const int LongestEnding = 8;

    private const string Forbidden = "/\\:*?\"<>|";

    /// <summary>A name without what file systems or shells take for something else.</summary>
    /// <param name="otherwise">The name where nothing is left.</param>
    public static string Safe(string name, string otherwise)
    {
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || Forbidden.Contains(rune.ToString(), StringComparison.Ordinal))
            {
                text.Append('_');
            }
            else if (Rune.GetUnicodeCategory(rune)
                is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                text.Append(rune.ToString());
            }
        }

        var safe = text.ToString().Trim(' ', '.');
        var (stem, ending) = Split(safe.Length == 0 ? otherwise : safe);
        return Cut(stem, Longest - Encoding.UTF8.GetByteCount(ending)) + ending;
    }

    /// <summary>The name that stands in for one that is taken: <c>leads-2.csv</c>, <c>leads-2.csv.gz</c>.</summary>
    /// <param name="number">From 2; 1 is the name itself.</param>
    public static string Numbered(string name, int number)
    {
        if (number < 2)
        {
            return name;
        }

        var (stem, ending) = Split(name);
        var tail = $"-{number.ToString(CultureInfo.InvariantCulture)}{ending}";
        return Cut(stem, Longest - Encoding.UTF8.GetByteCount(tail)) + tail;
    }

    /// <summary>The part in front of its ending, and the ending: <c>.csv</c>, <c>.csv.gz</c>, or nothing.</summary>
    private static (string Stem, string Ending) Split(string name)
    {
        var stem = WithoutEnding(name);
        if (stem.Length < name.Length && name[stem.Length..].ToLowerInvariant() is ".gz" or ".zip")
        {
            stem = WithoutEnding(stem);
        }

        return (stem, name[stem.Length..]);
    }

    /// <summary>The name without its last ending, where it has one: <c>leads v1.2</c> has none.</summary>
    internal static string WithoutEnding(string name)
    {
        var dot = name.LastIndexOf('.');
        var isEnding = dot > 0 && name.Length - dot is > 1 and <= LongestEnding && char.IsAsciiLetter(name[dot + 1])
            && name.AsSpan(dot + 1).IndexOfAnyExcept(Letters) < 0;
        return isEnding ? name[..dot] : name;
    }

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static string Cut(string text, int bytes)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }
}
