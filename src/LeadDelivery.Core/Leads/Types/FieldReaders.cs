using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Dates;
using LeadDelivery.Core.Language.Evaluation;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Leads;

/// <summary>Reads a value into a type's normal form; missing where it cannot. A normal form is read as itself.</summary>
internal delegate Value FieldReader(Value value, FieldRule rule, DateTimeOffset now);

/// <summary>The readers of the types.</summary>
internal static class FieldReaders
{
    /// <summary>Nobody asking for a loan was born before: a year below it is a slip.</summary>
    private const int FirstBirthYear = 1900;

    private const int Century = 100;

    private static readonly SearchValues<char> IpCharacters = SearchValues.Create("0123456789abcdefABCDEF.:");

    /// <summary>Reads the trimmed text of a text, number or boolean.</summary>
    public static Value OfText(Value value, Func<string, string?> read) => TextOf(value) is { } text ? Value.Of(read(text)) : Value.Null;

    public static Value Text(Value value, FieldRule rule, DateTimeOffset now) => Value.Of(TextOf(value));

    /// <summary>All of it in small letters: mail systems tell no two people apart by case, and matching lists hash it so.</summary>
    public static Value Email(Value value, FieldRule rule, DateTimeOffset now) =>
        TextOf(value) is { } text && Language.Functions.Email.IsValid(text) ? Value.Of(text.ToLowerInvariant()) : Value.Null;

    public static Value Phone(Value value, FieldRule rule, DateTimeOffset now) =>
        TextOf(value) is { } text && PhoneNumber.Read(text, rule.Country) is { CouldExist: true } number
            ? Value.Of(number.Normal)
            : Value.Null;

    public static Value Postal(Value value, FieldRule rule, DateTimeOffset now) =>
        TextOf(value) is { } text ? Value.Of(PostalCode.Read(text, rule.Country)) : Value.Null;

    public static Value Number(Value value, FieldRule rule, DateTimeOffset now) =>
        value.Kind is ValueKind.Number or ValueKind.Text && NumberReader.Read(value) is { } number ? Value.Of(number) : Value.Null;

    public static Value Integer(Value value, FieldRule rule, DateTimeOffset now) =>
        Number(value, rule, now) is { IsNull: false } number && decimal.IsInteger(number.AsNumber)
            ? Value.Of(decimal.Truncate(number.AsNumber))
            : Value.Null;

    public static Value Range(Value value, FieldRule rule, DateTimeOffset now) => Value.Of(NumberRange.Read(value)?.ToString());

    public static Value Boolean(Value value, FieldRule rule, DateTimeOffset now) => value.Kind switch
    {
        ValueKind.Boolean => value,
        ValueKind.Number when value.AsNumber is 0 or 1 => Value.Of(value.AsNumber == 1),
        ValueKind.Text when Truth.Read(value.AsText) is { } read => Value.Of(read),
        _ => Value.Null,
    };

    public static Value Date(Value value, FieldRule rule, DateTimeOffset now) => DateOf(value) is { } date ? Written(date) : Value.Null;

    /// <summary>A year of two digits is the last such year before now.</summary>
    public static Value DateOfBirth(Value value, FieldRule rule, DateTimeOffset now)
    {
        if (DateOf(value) is not { } date)
        {
            return Value.Null;
        }

        if (date > now.Date && !HasFullYear(value))
        {
            date = date.AddYears(-Century);
        }

        return date.Year < FirstBirthYear || date > now.Date ? Value.Null : Written(date);
    }

    /// <summary>Absolute, with http where only a host and its path are given; scheme and host in small letters.</summary>
    public static Value Url(Value value, FieldRule rule, DateTimeOffset now)
    {
        if (TextOf(value) is not { Length: > 0 } text || text.AsSpan().IndexOfAny(" \t\r\n") >= 0)
        {
            return Value.Null;
        }

        var full = text.StartsWith("//", StringComparison.Ordinal) ? "http:" + text : IsHost(text) ? "http://" + text : text;
        if (!Uri.TryCreate(full, UriKind.Absolute, out var url) || url.Host.Length == 0
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return Value.Null;
        }

        var end = full.AsSpan(url.Scheme.Length + 3).IndexOfAny("/?#") is var at and >= 0 ? at + url.Scheme.Length + 3 : full.Length;
        return Value.Of(full.AsSpan(0, end).ContainsAnyInRange('A', 'Z') ? full[..end].ToLowerInvariant() + full[end..] : full);
    }

    /// <summary>
    /// Four numbers without zeros in front, which some read as octal; version 6 as RFC 5952 has it, a mapped version 4 as that.
    /// </summary>
    public static Value Ip(Value value, FieldRule rule, DateTimeOffset now)
    {
        if (TextOf(value) is not { } text || text.AsSpan().IndexOfAnyExcept(IpCharacters) >= 0
            || !IPAddress.TryParse(text, out var address))
        {
            return Value.Null;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            var plain = address.ToString();
            return plain == text ? Value.Of(plain) : Value.Null;
        }

        return Value.Of((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
    }

    public static Value Uuid(Value value, FieldRule rule, DateTimeOffset now) =>
        TextOf(value) is { Length: >= 32 and <= 38 } text && Guid.TryParse(text, out var id) ? Value.Of(id.ToString()) : Value.Null;

    /// <summary>The rule's own writing of the value.</summary>
    public static Value Enumeration(Value value, FieldRule rule, DateTimeOffset now) =>
        Position(rule.Values, value) is >= 0 and var at ? Value.Of(rule.Values[at]) : Value.Null;

    /// <summary>Where the value is among some, case and space around it ignored; -1 where it is not.</summary>
    public static int Position(ImmutableArray<string> values, Value value)
    {
        if (TextOf(value) is not { } text)
        {
            return -1;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Trimmed; null for lists, objects and what is missing.</summary>
    public static string? TextOf(Value value) => value.Kind switch
    {
        ValueKind.Text => value.AsText.Trim(),
        ValueKind.Number or ValueKind.Boolean or ValueKind.Date => value.ToText(),
        _ => null,
    };

    /// <summary>The day as it is written: a moment's offset does not move it.</summary>
    private static DateTime? DateOf(Value value) => value.Kind switch
    {
        ValueKind.Date => value.AsDate.Date,
        ValueKind.Text or ValueKind.Number => DateReader.TryRead(value.ToText(), TimeSpan.Zero, out var date) ? date.Date : null,
        _ => null,
    };

    private static Value Written(DateTime day) => Value.Of(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static bool HasFullYear(Value value)
    {
        const int DigitsOfYear = 4;
        var run = 0;
        foreach (var c in value.ToText())
        {
            run = char.IsAsciiDigit(c) ? run + 1 : 0;
            if (run == DigitsOfYear)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A host with a dot and a last label of letters, and nothing or a path, query or port behind it: no name, no mail address.
    /// </summary>
    private static bool IsHost(string text)
    {
        var end = text.AsSpan().IndexOfAny("/?#:");
        var host = end < 0 ? text : text[..end];
        var last = host.AsSpan()[(host.LastIndexOf('.') + 1)..];
        return last.Length >= 2 && last.Length < host.Length && last.ToString().All(char.IsAsciiLetter)
            && (end < 0 || text[end] != ':' || (end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))
            && Uri.CheckHostName(host) == UriHostNameType.Dns;
    }
}
