using System.Buffers;
using System.Globalization;
using System.Text;

namespace LeadDelivery.Core.Language.Dates;

/// <summary>
/// Writes dates by .NET (<c>yyyy-MM-dd</c>) or moment patterns (<c>YYYY-MM-DD</c>). A pattern with Y or D in capitals is moment's:
/// there <c>d</c> is the number of the weekday and <c>Z</c> the offset, in .NET's <c>d</c> is the day and <c>Z</c> is Z for UTC.
/// </summary>
internal static class DatePattern
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("yYMDdHhms");

    /// <summary>Whether a pattern can only be meant for a date: its letters are a date's, and it has no digit places.</summary>
    public static bool Looks(string pattern) =>
        IsNamed(pattern) || (pattern.AsSpan().IndexOfAny(Letters) >= 0 && pattern.AsSpan().IndexOfAny('#', '0') < 0);

    /// <summary>Whether a pattern writes anything of a date at all.</summary>
    public static bool HasLetters(string pattern) => IsNamed(pattern) || pattern.AsSpan().IndexOfAny(Letters) >= 0;

    private static bool IsNamed(string pattern) => pattern is "iso" or "X" or "x" or "epoch" or "epoch_ms" || IsStandard(pattern);

    /// <summary>.NET's own single letters: round trip, sortable, universal, RFC 1123.</summary>
    private static bool IsStandard(string pattern) => pattern is "o" or "O" or "s" or "u" or "r" or "R";

    public static string Format(DateTimeOffset date, string pattern)
    {
        switch (pattern)
        {
            case "iso": return Value.DateText(date);
            case "epoch": return date.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            case "epoch_ms": return date.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        }

        if (IsStandard(pattern))
        {
            return date.ToString(pattern, CultureInfo.InvariantCulture);
        }

        var moment = pattern.AsSpan().IndexOfAny('Y', 'D') >= 0;
        var output = new StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            var c = pattern[at];
            var close = c switch { '[' => ']', '\'' => '\'', '"' => '"', _ => '\0' };
            var end = close == '\0' ? -1 : pattern.IndexOf(close, at + 1);
            if (end > 0)
            {
                output.Append(pattern, at + 1, end - at - 1);
                at = end + 1;
                continue;
            }

            var run = 1;
            while (at + run < pattern.Length && pattern[at + run] == c)
            {
                run++;
            }

            if (c == 'D' && run == 1 && at + 1 < pattern.Length && pattern[at + 1] == 'o')
            {
                output.Append(Ordinal(date.Day));
                at += 2;
                continue;
            }

            output.Append(Token(date, c, run, moment) ?? pattern.Substring(at, run));
            at += run;
        }

        return output.ToString();
    }

    /// <summary>What a run of one letter stands for; null for literal characters.</summary>
    private static string? Token(DateTimeOffset date, char c, int run, bool moment) => c switch
    {
        'Y' or 'y' => Number(run == 2 ? date.Year % 100 : date.Year, run == 2 ? 2 : Math.Max(4, Math.Min(run, 6))),
        'M' => run switch { 1 => Number(date.Month, 1), 2 => Number(date.Month, 2), 3 => Name(date, "MMM"), _ => Name(date, "MMMM") },
        'D' => run < 3 ? Number(date.Day, run) : Number(date.DayOfYear, run == 3 ? 1 : 3),
        'd' => Day(date, run, moment),
        'H' => Number(date.Hour, run),
        'h' => Number(date.Hour % 12 == 0 ? 12 : date.Hour % 12, run),
        'm' => Number(date.Minute, run),
        's' => Number(date.Second, run),
        'S' or 'f' => Number(date.Ticks % TimeSpan.TicksPerSecond, 7)[..Math.Min(run, 7)],
        'A' or 't' => date.Hour < 12 ? (c == 't' && run == 1 ? "A" : "AM") : c == 't' && run == 1 ? "P" : "PM",
        'a' => date.Hour < 12 ? "am" : "pm",
        'X' => Number(date.ToUnixTimeSeconds(), 1),
        'x' => Number(date.ToUnixTimeMilliseconds(), 1),
        'Q' => Number((date.Month + 2) / 3, 1),
        'Z' when moment => Offset(date, run == 1 ? ":" : ""),
        'Z' or 'K' => date.Offset == TimeSpan.Zero ? "Z" : Offset(date, ":"),
        'z' => run < 3 ? Offset(date, "")[..3] : Offset(date, ":"),
        _ => null,
    };

    private static string Day(DateTimeOffset date, int run, bool moment) => run switch
    {
        1 when moment => Number((int)date.DayOfWeek, 1),
        2 when moment => Name(date, "ddd")[..2],
        1 or 2 => Number(date.Day, run),
        3 => Name(date, "ddd"),
        _ => Name(date, "dddd"),
    };

    private static string Number(long number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(Math.Min(width, 7), '0');

    private static string Name(DateTimeOffset date, string format) => date.ToString(format, CultureInfo.InvariantCulture);

    private static string Offset(DateTimeOffset date, string separator) =>
        $"{(date.Offset < TimeSpan.Zero ? '-' : '+')}{date.Offset:hh}{separator}{date.Offset:mm}";

    private static string Ordinal(int day) =>
        $"{day}{(day % 100 is >= 11 and <= 13 ? "th" : (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}";
}
