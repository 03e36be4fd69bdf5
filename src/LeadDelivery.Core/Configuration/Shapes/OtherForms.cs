using System.Globalization;
using System.Text.RegularExpressions;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>
/// Values in the forms that people write elsewhere, put into ours: what a mistake then suggests. Each gives null for what it does not
/// know; whether the suggestion is within bounds is for the caller.
/// </summary>
internal static partial class OtherForms
{
    /// <summary>Longest text that is looked at.</summary>
    private const int Longest = 60;

    private static readonly (string[] Names, TimeSpan Unit)[] Units =
    [
        (["ms", "msec", "msecs", "millis", "millisecond", "milliseconds"], TimeSpan.FromMilliseconds(1)),
        (["s", "sec", "secs", "second", "seconds"], TimeSpan.FromSeconds(1)),
        (["m", "min", "mins", "minute", "minutes"], TimeSpan.FromMinutes(1)),
        (["h", "hr", "hrs", "hour", "hours"], TimeSpan.FromHours(1)),
        (["d", "day", "days"], TimeSpan.FromDays(1)),
        (["w", "wk", "week", "weeks"], TimeSpan.FromDays(7)),
    ];

    private static readonly string[] DayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    /// <summary><c>90 days</c>, <c>1.5s</c>, <c>2w</c>.</summary>
    public static TimeSpan? Duration(string text) =>
        Match(Measured(), text) is { } match && UnitOf(match.Groups["unit"].Value) is { } unit
        && decimal.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
        && count * unit.Ticks is var ticks && ticks <= TimeSpan.MaxValue.Ticks && ticks % TimeSpan.TicksPerMillisecond == 0
            ? new TimeSpan((long)ticks)
            : null;

    /// <summary><c>20/sec</c>, <c>20 per minute</c>.</summary>
    public static string? Rate(string text) =>
        Match(Paced(), text) is { } match && UnitOf(match.Groups["unit"].Value) is { } unit
            ? unit == TimeSpan.FromSeconds(1) ? match.Groups["number"].Value + "/s"
            : unit == TimeSpan.FromMinutes(1) ? match.Groups["number"].Value + "/m"
            : unit == TimeSpan.FromHours(1) ? match.Groups["number"].Value + "/h"
            : null
            : null;

    /// <summary><c>$45.00</c>, <c>45,00 EUR</c>, <c>1,000</c>, and <c>50%</c> as 0.5.</summary>
    public static decimal? Number(string text)
    {
        if (Match(Amount(), text) is not { } match)
        {
            return null;
        }

        var digits = match.Groups["number"].Value;
        digits = Thousands().IsMatch(digits) ? digits.Replace(",", "", StringComparison.Ordinal) : digits.Replace(',', '.');
        return !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? null
            : match.Groups["percent"].Success ? number / 100
            : number;
    }

    /// <summary><c>yes</c>, <c>off</c>.</summary>
    public static bool? Boolean(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "y" or "on" or "true" => true,
        "no" or "n" or "off" or "false" => false,
        _ => null,
    };

    /// <summary><c>Monday - Friday 9-17</c>, <c>Mon-Fri 9am-5:30pm</c>, <c>9:00-17:00</c>.</summary>
    public static string? Hours(string text)
    {
        if (Match(Opening(), text) is not { } match
            || Time(match, "from") is not { } from || Time(match, "to") is not { } to || Days(match.Groups["days"].Value) is not { } days)
        {
            return null;
        }

        return $"{days} {from}-{to}";
    }

    private static string? Days(string text)
    {
        if (text.Trim().Length == 0)
        {
            return "Mon-Sun";
        }

        var days = DayName().Replace(text, match =>
            Array.Find(DayNames, name => name.StartsWith(match.Value.ToLowerInvariant(), StringComparison.Ordinal)) is { } name
                ? char.ToUpperInvariant(name[0]) + name[1..3]
                : "?");
        days = days.Replace(" ", "", StringComparison.Ordinal);
        return days.Contains('?', StringComparison.Ordinal) ? null : days;
    }

    private static string? Time(Match match, string name)
    {
        var hour = int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups[name + "Minute"] is { Success: true } written ? written.Value : "00";
        var half = match.Groups[name + "Half"].Value.ToLowerInvariant();
        hour = half.Length == 0 ? hour : (hour % 12) + (half[0] == 'p' ? 12 : 0);
        return hour > 24 ? null : string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute}");
    }

    private static TimeSpan? UnitOf(string name)
    {
        var at = Array.FindIndex(Units, unit => unit.Names.Contains(name.ToLowerInvariant()));
        return at < 0 ? null : Units[at].Unit;
    }

    private static Match? Match(Regex form, string text) =>
        text.Length <= Longest && form.Match(text) is { Success: true } match ? match : null;

    [GeneratedRegex(@"^\s*(?<number>[0-9]{1,9}(\.[0-9]{1,3})?)\s*(?<unit>[A-Za-z]+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Measured();

    [GeneratedRegex(@"^\s*(?<number>[1-9][0-9]{0,5})\s*(/|per)\s*(?<unit>[A-Za-z]+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Paced();

    [GeneratedRegex(
        @"^\s*[$€£¥]?\s*(?<number>[0-9][0-9,]{0,12}(\.[0-9]{1,6})?)\s*([$€£¥]|[A-Z]{3}|(?<percent>%))?\s*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(
        @"^\s*(?<days>[A-Za-z,\- ]*?)\s*(?<from>[0-9]{1,2})(:(?<fromMinute>[0-9]{2}))?\s*(?<fromHalf>[AaPp][Mm])?\s*(-|–|to)\s*"
        + @"(?<to>[0-9]{1,2})(:(?<toMinute>[0-9]{2}))?\s*(?<toHalf>[AaPp][Mm])?\s*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex DayName();
}
