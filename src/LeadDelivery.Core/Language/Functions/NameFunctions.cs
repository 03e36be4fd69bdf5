using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Functions;

internal static class NameFunctions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new("first_name", 1, 1, Function.OfText(t => Value.Of(PersonName.Read(t).First)),
            "Of a full name.", "first_name('Dr. Ann Marie Lee Jr.')", "\"Ann\""),
        new("middle_name", 1, 1, Function.OfText(t => Value.Of(PersonName.Read(t).Middle)), "Of a full name; null without one.",
            "middle_name('Dr. Ann Marie Lee Jr.')", "\"Marie\""),
        new("last_name", 1, 1, Function.OfText(t => Value.Of(PersonName.Read(t).Last)), "Of a full name, with van, de and the like.",
            "last_name('Ludwig van Beethoven')", "\"van Beethoven\""),
        new("salutation", 1, 1, Function.OfText(t => Value.Of(PersonName.Read(t).Salutation)), "Of a full name; null without one.",
            "salutation('Dr. Ann Marie Lee Jr.')", "\"Dr.\""),
        new("suffix", 1, 1, Function.OfText(t => Value.Of(PersonName.Read(t).Suffix)), "Of a full name; null without one.",
            "suffix('Dr. Ann Marie Lee Jr.')", "\"Jr.\""),
        new("initials", 1, 1, Function.OfText(t => Value.Of(PersonName.Initials(t))),
            "First letters of first and last name.", "initials('Ann Marie Lee')", "\"AL\""),
    ];
}
