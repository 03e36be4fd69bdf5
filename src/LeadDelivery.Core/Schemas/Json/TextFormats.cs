using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>The formats of texts that are asserted; any other is a note to people.</summary>
internal static partial class TextFormats
{
    private static readonly Dictionary<string, Func<string, bool>> All = new(StringComparer.Ordinal)
    {
        ["date"] = IsDate,
        ["time"] = IsTime,
        ["date-time"] = text => text.Length > 11 && text[10] is 'T' or 't' && IsDate(text[..10]) && IsTime(text[11..]),
        ["email"] = IsEmail,
        ["uri"] = IsUri,
        ["uuid"] = text => Uuid().IsMatch(text),
        ["ipv4"] = text => IPv4().IsMatch(text),
        ["ipv6"] = IsIPv6,
        ["hostname"] = IsHostName,
    };

    /// <summary>Whether a text has the format; null for a format that is not asserted.</summary>
    public static Func<string, bool>? Find(string format) => All.GetValueOrDefault(format);

    private static bool IsDate(string text) => Date().IsMatch(text)
        && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsTime(string text)
    {
        if (Time().Match(text) is not { Success: true } time)
        {
            return false;
        }

        var (hour, minute, second) = (Part(time, "h"), Part(time, "m"), Part(time, "s"));
        var (zoneHour, zoneMinute) = (Part(time, "zh"), Part(time, "zm"));
        if (hour > 23 || minute > 59 || second > 60 || zoneHour > 23 || zoneMinute > 59)
        {
            return false;
        }

        // A leap second is the last of a day in UTC.
        var offset = ((zoneHour * 60) + zoneMinute) * (time.Groups["sign"].Value == "-" ? -1 : 1);
        return second < 60 || ((hour * 60) + minute - offset + 2880) % 1440 == 1439;
    }

    private static int Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 1 || text.Length > 320 || !(DotAtom().IsMatch(text[..at]) || Quoted().IsMatch(text[..at])))
        {
            return false;
        }

        var domain = text[(at + 1)..];
        if (domain is not ['[', .. var literal, ']'])
        {
            return IsHostName(domain);
        }

        return literal.StartsWith("IPv6:", StringComparison.Ordinal) ? IsIPv6(literal[5..]) : IPv4().IsMatch(literal);
    }

    private static bool IsUri(string text)
    {
        if (Uri().Match(text) is not { Success: true } uri)
        {
            return false;
        }

        var host = uri.Groups["host"].Value;
        var rest = uri.Groups["path"].Value + uri.Groups["user"].Value;
        return rest.AsSpan().IndexOfAny('[', ']') < 0
            && (host.Length == 0 || host[0] != '[' || (host[^1] == ']' && (IsIPv6(host[1..^1]) || FutureAddress().IsMatch(host[1..^1]))));
    }

    private static bool IsIPv6(string text) =>
        text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
        && (text.LastIndexOf(':') is var colon && (!text.Contains('.', StringComparison.Ordinal) || IPv4().IsMatch(text[(colon + 1)..])))
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    // A label with hyphens in third and fourth place is reserved for IDNA (RFC 5890).
    private static bool IsHostName(string text) => text.Length is > 0 and <= 253
        && text.Split('.').All(label => HostLabel().IsMatch(label)
            && (label.Length < 4 || label[2] != '-' || label[3] != '-' || IsPunycode(label)));

    private static bool IsPunycode(string label)
    {
        try
        {
            return label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase) && new IdnMapping().GetUnicode(label).Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z")]
    private static partial Regex Date();

    [GeneratedRegex(
        @"^(?<h>[0-9]{2}):(?<m>[0-9]{2}):(?<s>[0-9]{2})(\.[0-9]+)?([Zz]|(?<sign>[+-])(?<zh>[0-9]{2}):(?<zm>[0-9]{2}))\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Time();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex DotAtom();

    [GeneratedRegex(@"^""([\x20\x21\x23-\x5B\x5D-\x7E]|\\[\x20-\x7E])*""\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(?!\z)|\z)){4}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex IPv4();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex HostLabel();

    [GeneratedRegex(@"^v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+\z")]
    private static partial Regex FutureAddress();

    /// <summary>RFC 3986 without what the parts' own checks look at.</summary>
    [GeneratedRegex(
        @"^[A-Za-z][A-Za-z0-9+.-]*:" +
        @"(//((?<user>([A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*)@)?" +
        @"(?<host>\[[0-9A-Za-z:._~!$&'()*+,;=-]*\]|([A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)" +
        @"(:[0-9]*)?(?=[/?#]|\z)|(?!//))" +
        @"(?<path>([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)" +
        @"(\?([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?" +
        @"(#([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Uri();
}
