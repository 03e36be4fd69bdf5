using System.Collections.Frozen;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Tells a slip of the fingers from a name that merely looks like another.</summary>
internal static class Misspelling
{
    /// <summary>Shortest name that is taken for a slip: of shorter ones too many are neighbours (age, wage; zip, vip).</summary>
    private const int Shortest = 4;

    /// <summary>Names of so many letters may have two slips.</summary>
    private const int ShortestWithTwo = 8;

    /// <summary>Names that sources send whether a flow declares them or not.</summary>
    private static readonly FrozenSet<string> WellKnown = new[]
    {
        "first_name", "last_name", "middle_name", "full_name", "name", "email", "email_1", "phone", "phone_1", "phone_2", "mobile", "cell",
        "address", "address_1", "address_2", "street", "city", "state", "zip", "zip_code", "postal", "postal_code", "country", "county",
        "dob", "age", "gender", "ip", "ip_address", "user_agent", "url", "landing_page", "price", "cost", "score", "comments", "notes",
        "firstname", "lastname", "fname", "lname", "title", "date", "time", "language", "campaign", "sub_id", "consent", "tcpa",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The declared name that was clearly meant; null where that cannot be told.</summary>
    /// <param name="isUsed">Whether a declared name is read beside it: then the two are two, but for swapped letters.</param>
    public static string? Of(string name, IEnumerable<string> declared, Func<string, bool> isUsed) =>
        WellKnown.Contains(name) || Letters(name) < Shortest
            ? null
            : declared.Where(other => IsSlip(name, other) && (!isUsed(other) || IsSwap(name, other))).Order(StringComparer.Ordinal)
                .MinBy(other => Suggestion.Distance(name, other));

    /// <summary>The nearest declared or well-known name, for <c>did you mean</c>; null where none is near.</summary>
    public static string? Near(string name, IEnumerable<string> declared)
    {
        if (WellKnown.Contains(name))
        {
            return null;
        }

        var near = declared.Concat(WellKnown).Where(other => Others(name).SequenceEqual(Others(other)) || !Digits(name + other))
            .Select(other => (Name: other, Distance: Suggestion.Distance(name, other))).OrderBy(n => n.Distance)
            .ThenBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault();
        return near.Name is not null && near.Distance <= Math.Max(1, Math.Min(name.Length, near.Name.Length) / 4) ? near.Name : null;
    }

    private static bool IsSlip(string name, string meant)
    {
        // phone_1 and phone_2 are two fields, and so are first_name and firstname to a recipient that was given both.
        if (!Others(name).SequenceEqual(Others(meant)) || IsPlural(name, meant) || IsPlural(meant, name))
        {
            return false;
        }

        var distance = Suggestion.Distance(name, meant);
        return distance == 1 || (distance == 2 && Math.Min(Letters(name), Letters(meant)) >= ShortestWithTwo);
    }

    /// <summary>Two neighbours in each other's place: nobody names two fields so.</summary>
    private static bool IsSwap(string name, string meant) =>
        name.Length == meant.Length && Suggestion.Distance(name, meant) == 1 && name.Order().SequenceEqual(meant.Order());

    private static bool IsPlural(string one, string many) => many == one + "s" || many == one + "es"
        || (one.EndsWith('y') && many == one[..^1] + "ies");

    private static bool Digits(string name) => name.Any(char.IsAsciiDigit);

    private static int Letters(string name) => name.Count(char.IsLetter);

    private static IEnumerable<char> Others(string name) => name.Where(c => !char.IsLetter(c));
}
