using System.Globalization;

namespace LeadDelivery.Core.Language.Dates;

/// <summary>Reads dates as sources write them: ISO 8601, US month first, epoch seconds and milliseconds, RFC 1123, month names.</summary>
internal static class DateReader
{
    /// <summary>The longest form is an RFC 1123 date with the day's full name; nothing longer is a date.</summary>
    private const int LongestText = 48;

    private static readonly string[] Days =
        ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "MMddyyyy", "M/d/yyyy", "M-d-yyyy", "M/d/yy", "d.M.yyyy", "MMM d, yyyy",
         "MMMM d, yyyy", "MMM d yyyy", "MMMM d yyyy",
         "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy", "d-MMM-yy", "ddd, d MMM yyyy", "dddd, d MMMM yyyy", "dddd, MMMM d, yyyy",
         "ddd, MMM d, yyyy"];

    private static readonly string[] Times = ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF", "h:mm tt", "h:mm:ss tt", "h:mmtt", "h tt", "HHmmss"];

    private static readonly Dictionary<string, int> ZoneHours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Z"] = 0,
        ["UTC"] = 0,
        ["GMT"] = 0,
        ["UT"] = 0,
        ["EST"] = -5,
        ["EDT"] = -4,
        ["CST"] = -6,
        ["CDT"] = -5,
        ["MST"] = -7,
        ["MDT"] = -6,
        ["PST"] = -8,
        ["PDT"] = -7,
        ["AKST"] = -9,
        ["AKDT"] = -8,
        ["HST"] = -10,
    };

    /// <summary>A text without an offset of its own is taken in the given one.</summary>
    public static bool TryRead(string text, TimeSpan offset, out DateTimeOffset date)
    {
        date = default;
        return TryRead(text, out var local, out var own) && TryCombine(local, own ?? offset, out date);
    }

    /// <summary>A text without an offset of its own is taken in that zone's clock.</summary>
    public static bool TryRead(string text, TimeZoneInfo zone, out DateTimeOffset date)
    {
        date = default;
        return TryRead(text, out var local, out var own) && TryCombine(local, own ?? zone.GetUtcOffset(local), out date);
    }

    /// <summary>By one pattern only, moment's letters understood as .NET's.</summary>
    public static bool TryReadExact(string text, string pattern, TimeZoneInfo zone, out DateTimeOffset date)
    {
        date = default;
        var format = pattern.Replace('Y', 'y').Replace('D', 'd').Replace("A", "tt", StringComparison.Ordinal)
            .Replace("a", "tt", StringComparison.Ordinal)
            .Replace("Z", "zzz", StringComparison.Ordinal);
        if (format.Length < 2 || text.Length > LongestText)
        {
            return false;
        }

        try
        {
            if (format.Contains('z'))
            {
                return DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
            }

            return Exact(text, format, out var local) && TryCombine(local, zone.GetUtcOffset(local), out date);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool TryRead(string text, out DateTime local, out TimeSpan? offset)
    {
        local = default;
        offset = null;
        var span = text.AsSpan().Trim();
        if (span.Length is < 6 or > LongestText)
        {
            return false;
        }

        if (span.IndexOfAnyExceptInRange('0', '9') < 0 && span.Length != 8)
        {
            offset = TimeSpan.Zero;
            return TryDigits(span, ref offset, out local);
        }

        offset = TakeOffset(ref span);
        return TryDayAndTime(span, out local);
    }

    private static bool TryDigits(ReadOnlySpan<char> digits, ref TimeSpan? offset, out DateTime local)
    {
        local = default;
        switch (digits.Length)
        {
            case 10: local = DateTime.UnixEpoch.AddSeconds(long.Parse(digits)); break;
            case 13: local = DateTime.UnixEpoch.AddMilliseconds(long.Parse(digits)); break;
            case 14:
                offset = null;
                return Exact(digits, "yyyyMMddHHmmss", out local);
            default: return false;
        }

        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return true;
    }

    private static bool TryDayAndTime(ReadOnlySpan<char> text, out DateTime local)
    {
        foreach (var day in Days)
        {
            if (Exact(text, day, out local))
            {
                return true;
            }
        }

        // The time begins after the T of ISO 8601 or at the last space before the first colon.
        var colon = text.IndexOf(':');
        var head = colon < 0 ? text : text[..colon];
        var cut = head.LastIndexOfAny('T', ' ');
        if (colon < 0)
        {
            cut = text.IndexOf('T');
        }

        local = default;
        if (cut <= 0 || !TryDay(text[..cut].TrimEnd().TrimEnd(','), out var date) || !TryTime(text[(cut + 1)..].Trim(), out var time))
        {
            return false;
        }

        local = date + time;
        return true;
    }

    private static bool TryDay(ReadOnlySpan<char> text, out DateTime day)
    {
        foreach (var format in Days)
        {
            if (Exact(text, format, out day))
            {
                return true;
            }
        }

        day = default;
        return false;
    }

    private static bool TryTime(ReadOnlySpan<char> text, out TimeSpan time)
    {
        foreach (var format in Times)
        {
            if (Exact(text, format, out var at))
            {
                time = at.TimeOfDay;
                return true;
            }
        }

        time = default;
        return false;
    }

    private static bool Exact(ReadOnlySpan<char> text, string format, out DateTime date) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out date);

    /// <summary>Cuts a zone off the end: Z, GMT, EST and the like, +05:00, -0500.</summary>
    private static TimeSpan? TakeOffset(ref ReadOnlySpan<char> text)
    {
        var word = text.Length;
        while (word > 0 && char.IsAsciiLetter(text[word - 1]))
        {
            word--;
        }

        if (word < text.Length && word > 0 && ZoneHours.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[word..], out var hours))
        {
            text = text[..word].TrimEnd();
            return TimeSpan.FromHours(hours);
        }

        var sign = text.LastIndexOfAny('+', '-');
        var isOffset = sign > 0 && (text[..sign].Contains(':') || (text[..sign].Contains('T') && char.IsAsciiDigit(text[sign - 1])));
        if (!isOffset || !TryOffset(text[(sign + 1)..], out var offset))
        {
            return null;
        }

        var result = text[sign] == '-' ? -offset : offset;
        text = text[..sign].TrimEnd();
        return result;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        Span<char> digits = stackalloc char[4];
        var count = 0;
        foreach (var c in text)
        {
            if (c == ':' && count == 2)
            {
                continue;
            }

            if (!char.IsAsciiDigit(c) || count == 4)
            {
                offset = default;
                return false;
            }

            digits[count++] = c;
        }

        if (count == 2)
        {
            digits[2] = digits[3] = '0';
        }

        offset = default;
        if (count is not (2 or 4))
        {
            return false;
        }

        offset = new TimeSpan(int.Parse(digits[..2]), int.Parse(digits[2..]), 0);
        return offset <= TimeSpan.FromHours(14);
    }

    private static bool TryCombine(DateTime local, TimeSpan offset, out DateTimeOffset date)
    {
        date = default;
        var utc = local.Ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        date = new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset);
        return true;
    }
}
