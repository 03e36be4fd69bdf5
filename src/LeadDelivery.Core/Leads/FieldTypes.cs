using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Leads;

/// <summary>The types a flow can ask of a lead's field, and whether a value can be read as one.</summary>
public static class FieldTypes
{
    private static readonly SearchValues<char> NotInDomains = SearchValues.Create("_!#$%&'*+/=?^`{|}~");

    private static readonly FrozenSet<string> BooleanWords =
        new[] { "true", "false", "yes", "no", "y", "n", "1", "0", "on", "off", "t", "f" }.ToFrozenSet();

    private static readonly FrozenDictionary<string, (string Expected, Func<Value, bool> Reads)> Types =
        new Dictionary<string, (string, Func<Value, bool>)>
        {
            ["text"] = ("text", value => value.Kind is ValueKind.Text or ValueKind.Number or ValueKind.Boolean),
            ["email"] = ("an email address", value => IsEmail(Text(value))),
            ["phone"] = ("a phone number", value => IsPhone(Text(value))),
            ["state"] = ("a US state or Canadian province", value => States.IsState(Text(value))),
            ["postal"] = ("a postal code", value => IsPostal(Text(value))),
            ["number"] = ("a number", value => Number(value) is not null),
            ["boolean"] = ("yes or no", value => value.Kind == ValueKind.Boolean || BooleanWords.Contains(Text(value).ToLowerInvariant())),
            ["date"] = ("a date", value => Date(value) is not null),
            ["url"] = ("an http or https address", value => IsUrl(Text(value))),
            ["ip"] = ("an IP address", value => IPAddress.TryParse(Text(value), out _)),
            ["uuid"] = ("a UUID", value => Guid.TryParse(Text(value), out _)),
        }.ToFrozenDictionary();

    /// <summary>Every type's name.</summary>
    public static IEnumerable<string> Names => Types.Keys.Order(StringComparer.Ordinal);

    /// <summary>True where the value can be read as the type.</summary>
    public static bool Reads(string type, Value value) => Types[type].Reads(value);

    /// <summary>What the type expects, for messages: "an email address".</summary>
    public static string Expected(string type) => Types[type].Expected;

    /// <summary>The number in a value, also where it is held as text; null for none.</summary>
    public static decimal? Number(Value value) => value.Kind switch
    {
        ValueKind.Number => value.AsNumber,
        ValueKind.Text when decimal.TryParse(
            value.AsText.Trim().TrimStart('$'), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static DateTimeOffset? Date(Value value) => value.Kind switch
    {
        ValueKind.Date => value.AsDate,
        ValueKind.Text when DateTimeOffset.TryParse(
            value.AsText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) => date,
        _ => null,
    };

    private static string Text(Value value) => value.Kind is ValueKind.List or ValueKind.Object ? "" : value.ToText().Trim();

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    // RFC 5321 §4.5.3.1: 64 characters before the @, 254 in all; quoted local parts are not seen in the field.
    private static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || text.Length > 254 || text.IndexOf('@', StringComparison.Ordinal) != at)
        {
            return false;
        }

        var domain = text.AsSpan(at + 1);
        return domain.Contains('.') && domain[0] is not ('.' or '-') && domain[^1] is not ('.' or '-') && !text.Contains("..", StringComparison.Ordinal)
            && text[0] != '.' && text[at - 1] != '.'
            && text.All(c => c > ' ' && !char.IsControl(c) && c is not ('(' or ')' or '<' or '>' or ',' or ';' or ':' or '\\' or '"' or '[' or ']' or '\u007f'))
            && !domain.ContainsAny(NotInDomains);
    }

    // E.164: at most 15 digits; the shortest national numbers with area code have 7.
    private static bool IsPhone(string text)
    {
        var digits = text.Count(char.IsAsciiDigit);
        return digits is >= 7 and <= 15 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '(' or ')' or '-' or '.' or ' ' or '/' or 'x');
    }

    private static bool IsPostal(string text) =>
        text.Length is >= 3 and <= 10 && text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-');
}
