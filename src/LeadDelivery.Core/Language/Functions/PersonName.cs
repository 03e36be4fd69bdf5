using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>A full name taken apart, in either order: <c>Dr. Ann Marie Lee Jr.</c>, <c>Lee, Ann Marie</c>.</summary>
internal sealed record PersonName(string? Salutation, string? First, string? Middle, string? Last, string? Suffix)
{
    private static readonly ImmutableHashSet<string> Salutations = Words("mr mrs ms miss mx dr prof rev hon sir madam sr sra");

    private static readonly ImmutableHashSet<string> Suffixes = Words("jr sr ii iii iv v esq md phd dds cpa rn dvm");

    private static readonly ImmutableHashSet<string> Particles =
        Words("van von der den de da del della di du la le st ter ten bin ibn al el dos das");

    /// <summary>Forms allow a hundred characters for a name; a longer text is none.</summary>
    private const int LongestName = 200;

    public static PersonName Read(string text)
    {
        if (text.Length > LongestName)
        {
            return new(null, null, null, null, null);
        }

        var comma = text.IndexOf(',');
        var tail = comma < 0 ? "" : text[(comma + 1)..].Trim();
        // "Lee, Ann" has the last name first; in "Ann Lee, Jr." the comma only sets the suffix apart.
        var isReversed = tail.Length > 0 && !IsSuffixes(tail);
        var words = Split(isReversed ? tail : text);
        var salutation = words.Count > 1 && Is(Salutations, words[0]) ? Take(words, 0) : null;
        var suffix = TakeSuffix(words, salutation is null ? 1 : 0);
        if (isReversed)
        {
            var last = Split(text[..comma]);
            suffix ??= TakeSuffix(last, 1);
            return new(salutation, words.FirstOrDefault(), Join(words.Skip(1)), Join(last), suffix);
        }

        if (words.Count < 2)
        {
            // "Mrs. Lee" names the family, a single word alone the person.
            return salutation is null ? new(null, words.FirstOrDefault(), null, null, suffix)
                : new(salutation, null, null, words.FirstOrDefault(), suffix);
        }

        var start = words.Count - 1;
        while (start > 1 && Is(Particles, words[start - 1]))
        {
            start--;
        }

        return new(salutation, words[0], Join(words.Skip(1).Take(start - 1)), Join(words.Skip(start)), suffix);
    }

    public static string? Initials(string text)
    {
        var name = Read(text);
        var letters = string.Concat(new[] { name.First, name.Last }.Where(n => n is not null).Select(n => char.ToUpperInvariant(n![0])));
        return letters.Length == 0 ? null : letters;
    }

    private static List<string> Split(string text) => [.. text.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries)];

    private static string? TakeSuffix(List<string> words, int keep)
    {
        var taken = new List<string>();
        while (words.Count > Math.Max(1, keep) && Is(Suffixes, words[^1]))
        {
            taken.Insert(0, Take(words, words.Count - 1));
        }

        return Join(taken);
    }

    private static string Take(List<string> words, int at)
    {
        var word = words[at];
        words.RemoveAt(at);
        return word;
    }

    private static bool IsSuffixes(string text) => Split(text).All(w => Is(Suffixes, w));

    private static bool Is(ImmutableHashSet<string> set, string word) => set.Contains(word.Replace(".", "", StringComparison.Ordinal));

    private static string? Join(IEnumerable<string> words) => string.Join(' ', words) is { Length: > 0 } text ? text : null;

    private static ImmutableHashSet<string> Words(string words) => words.Split(' ').ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
}
