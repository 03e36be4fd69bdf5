using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Functions;

internal static class PhoneFunctions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new("phone", 1, 3,
            (a, ref run) => a.Text(0) is { } text
                ? Value.Of(Phone.Format(text, a.Text(1)?.ToLowerInvariant() ?? "e164", a.Text(2))) : Value.Null,
            "As e164 (the default), national, international, digits, dashes or dots, or a part: extension, country, calling_code, area, " +
            "exchange, line; null where it is no phone number. The third value is the country of numbers without a +.",
            "phone('020 7946 0958', 'e164', 'GB')", "\"+442079460958\""),
        new("is_valid_phone", 1, 1, (a, ref run) => Value.Of(a.Text(0) is { } text && Phone.IsValid(text)),
            "Ten digits with an area code, or an international number with its +.", "isValidPhone('(555) 123-4567')", "true"),
        new("is_valid_email", 1, 1, (a, ref run) => Value.Of(a.Text(0) is { } text && Email.IsValid(text)),
            "An address that mail can be sent to: a name, @, a domain with a point.", "isValidEmail('ann@example.com')", "true"),
        new("email_domain", 1, 1,
            Function.OfText(t => Value.Of(Email.IsValid(t) ? t.Trim()[(t.Trim().LastIndexOf('@') + 1)..].ToLowerInvariant() : null)),
            "What stands behind the @, in small letters.", "email_domain('Ann@Example.com')", "\"example.com\""),
    ];
}
