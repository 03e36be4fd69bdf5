using System.Globalization;
using System.Numerics;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Batches.Schedules;

/// <summary>The values that one field of cron stands for.</summary>
/// <param name="Values">One bit for each.</param>
/// <param name="IsStar">It begins with <c>*</c>: it does not restrict, as far as the rule for days is concerned.</param>
/// <param name="IsAll">It stands for all values.</param>
/// <param name="HasStep">It has a <c>/</c>.</param>
internal readonly record struct CronField(ulong Values, bool IsStar, bool IsAll, bool HasStep)
{
    /// <summary>What a field may hold.</summary>
    /// <param name="First">The number of the first of <paramref name="Words"/>.</param>
    internal sealed record Kind(string Name, int Min, int Max, int First, IReadOnlyList<string> Words);

    /// <summary>The five, in their order.</summary>
    public static IReadOnlyList<Kind> All { get; } =
    [
        new("minute", 0, 59, 0, []),
        new("hour", 0, 23, 0, []),
        new("day of month", 1, 31, 0, []),
        new("month", 1, 12, 1, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
        new("day of week", 0, 7, 0, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ];

    private const int Sunday = 7;

    /// <summary>Whether a value is among them.</summary>
    public bool Has(int value) => (Values >> value & 1) != 0;

    /// <summary>The least that is not below a value; null where there is none.</summary>
    public int? From(int value) => Values >> value is var rest and not 0 ? value + BitOperations.TrailingZeroCount(rest) : null;

    /// <summary>Reads one field; false with what is wrong.</summary>
    public static bool TryParse(Kind kind, string text, out CronField field, out string? mistake)
    {
        var values = 0ul;
        field = default;
        foreach (var item in text.Split(','))
        {
            if (Item(kind, item, out mistake) is not { } read)
            {
                mistake = $"{kind.Name}: {mistake}";
                return false;
            }

            values |= read;
        }

        if (kind.Max == Sunday)
        {
            values = (values | values >> Sunday) & ((1ul << Sunday) - 1);
        }

        var all = Mask(kind.Min, kind.Max == Sunday ? Sunday - 1 : kind.Max, 1);
        field = new(values, text.StartsWith('*'), values == all, text.Contains('/'));
        mistake = null;
        return true;
    }

    private static ulong? Item(Kind kind, string item, out string? mistake)
    {
        var slash = item.IndexOf('/', StringComparison.Ordinal);
        var (range, step) = slash < 0 ? (item, 1) : (item[..slash], Number(item[(slash + 1)..]));
        if (step is < 1 || step > kind.Max)
        {
            mistake = $"the step of `{item}` is no number from 1 to {kind.Max}";
            return null;
        }

        var (from, to) = (kind.Min, kind.Max);
        if (range != "*")
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            from = Value(kind, dash < 0 ? range : range[..dash], out mistake);
            to = dash >= 0 ? Value(kind, range[(dash + 1)..], out var wrong) is var end && wrong is null ? end : Fail(wrong, out mistake)
                : slash < 0 ? from : kind.Max;
            if (mistake is not null)
            {
                return null;
            }

            // FRI-SUN: the week's end is its seventh day too.
            to = to == 0 && from > 0 && kind.Max == Sunday ? Sunday : to;
        }

        mistake = from > to ? $"`{range}` ends before it begins, expected the lesser first" : null;
        return from > to ? null : Mask(from, to, step);
    }

    private static int Fail(string? wrong, out string? mistake)
    {
        mistake = wrong;
        return -1;
    }

    private static int Value(Kind kind, string text, out string? mistake)
    {
        var word = kind.Words.ToList().FindIndex(w => w.Equals(text, StringComparison.OrdinalIgnoreCase));
        var value = word >= 0 ? kind.First + word : Number(text);
        var isGood = value >= kind.Min && value <= kind.Max;
        var isWord = text.Length > 0 && text.All(char.IsAsciiLetter) && kind.Words.Count > 0;
        mistake = isGood ? null
            : isWord ? $"`{text}` is not known, {Suggestion.For(text, kind.Words)}"
            : $"`{text}` is not known, expected *, or numbers from {kind.Min} to {kind.Max} with , - and /";
        return value;
    }

    private static int Number(string text) =>
        text.Length is 1 or 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;

    private static ulong Mask(int from, int to, int step)
    {
        var mask = 0ul;
        for (var value = from; value <= to; value += step)
        {
            mask |= 1ul << value;
        }

        return mask;
    }
}
