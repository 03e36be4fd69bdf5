using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>An American or Canadian address in one line, taken apart from its end: country, postal code, state, city, street.</summary>
internal sealed record Address(string? Street, string? City, string? State, string? Zip)
{
    private static readonly ImmutableHashSet<string> StreetEnds =
        ("st street ave avenue av rd road dr drive ln lane blvd boulevard ct court cir circle pl place way pkwy parkway ter terrace " +
        "trl trail hwy highway sq square loop run")
            .Split(' ').ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);

    private static readonly ImmutableHashSet<string> Units =
        "apt apartment unit suite ste # no rm room fl floor bldg building lot".Split(' ')
            .ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Postal services print five lines of some 40 characters; a longer text is no address.</summary>
    private const int LongestAddress = 500;

    public static Address Read(string text)
    {
        if (text.Length > LongestAddress)
        {
            return new(null, null, null, null);
        }

        var parts = text.Split([',', '\n', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (parts.Count > 1 && Countries.Code(parts[^1]) is "US" or "CA" && States.Code(parts[^1]) is null)
        {
            parts.RemoveAt(parts.Count - 1);
        }

        var words = parts.Count == 0 ? [] : Words(parts[^1]);
        var zip = TakeZip(words);
        if (words.Count == 0 && parts.Count > 1)
        {
            parts.RemoveAt(parts.Count - 1);
            words = Words(parts[^1]);
        }

        var state = zip is null && parts.Count == 1 && words.Count == 1 ? null : TakeState(words);
        if (parts.Count > 0)
        {
            parts.RemoveAt(parts.Count - 1);
        }

        if (words.Count == 0 && parts.Count > 0)
        {
            words = Words(parts[^1]);
            parts.RemoveAt(parts.Count - 1);
        }

        // With nothing known behind it, one part alone is the street.
        if (parts.Count > 0 && !StartsStreet(words))
        {
            return new(string.Join(", ", parts), Join(words), state, zip);
        }

        var cut = StreetLength(words, state is not null || zip is not null);
        var street = Join(words.Take(cut));
        return new(Join(parts.Append(street ?? "").Where(p => p.Length > 0), ", "), Join(words.Skip(cut)), state, zip);
    }

    private static List<string> Words(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    private static string? Join(IEnumerable<string> words, string separator = " ") =>
        string.Join(separator, words) is { Length: > 0 } text ? text : null;

    /// <summary>12345, 12345-6789, or the two halves of a Canadian code.</summary>
    private static string? TakeZip(List<string> words)
    {
        if (words.Count > 0 && IsZip(words[^1]) && (words.Count > 1 || words[^1].Length >= 5))
        {
            var zip = words[^1];
            words.RemoveAt(words.Count - 1);
            return zip;
        }

        if (words.Count < 2 || !Like(words[^2] + words[^1], "A0A0A0"))
        {
            return words.Count > 0 && Like(words[^1], "A0A0A0") ? TakeLast(words, 1) : null;
        }

        return TakeLast(words, 2);
    }

    private static bool IsZip(string word) => Like(word, "00000") || Like(word, "00000-0000");

    private static bool Like(string word, string shape)
    {
        if (word.Length != shape.Length)
        {
            return false;
        }

        for (var i = 0; i < word.Length; i++)
        {
            if (!(shape[i] switch { '0' => char.IsAsciiDigit(word[i]), 'A' => char.IsAsciiLetter(word[i]), var c => word[i] == c }))
            {
                return false;
            }
        }

        return true;
    }

    private static string TakeLast(List<string> words, int count)
    {
        var taken = string.Join(' ', words.TakeLast(count));
        words.RemoveRange(words.Count - count, count);
        return taken;
    }

    private static string? TakeState(List<string> words)
    {
        for (var count = Math.Min(States.MostWords, words.Count); count > 0; count--)
        {
            if (States.Code(string.Join(' ', words.TakeLast(count))) is { } code)
            {
                TakeLast(words, count);
                return code;
            }
        }

        return null;
    }

    private static bool StartsStreet(List<string> words) => words.Count > 1 && char.IsAsciiDigit(words[0][0]);

    /// <summary>Without commas the street ends with its kind (St, Ave, …) and a unit behind it.</summary>
    private static int StreetLength(List<string> words, bool hasEnd)
    {
        var end = words.FindLastIndex(w => StreetEnds.Contains(w.TrimEnd('.')));
        if (end < 1)
        {
            return hasEnd && !StartsStreet(words) ? 0 : words.Count;
        }

        var cut = end + 1;
        if (cut < words.Count && (Units.Contains(words[cut].TrimEnd('.')) || words[cut][0] == '#'))
        {
            cut += words[cut].Length > 1 && words[cut][0] == '#' ? 1 : 2;
        }

        return Math.Min(cut, words.Count);
    }
}
