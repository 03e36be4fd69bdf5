using System.Collections.Frozen;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>
/// The time zone that most of a state's or province's people live in. Florida, Kentucky, Tennessee, both Dakotas, Nebraska, Kansas, Texas,
/// Idaho, Oregon, Indiana, Michigan and some provinces have a smaller part in another.
/// </summary>
internal static class StateZones
{
    private const string Table =
        """
        America/New_York CT DE DC FL GA KY ME MD MA NH NJ NY NC OH PA RI SC VT VA WV AA
        America/Detroit MI
        America/Indiana/Indianapolis IN
        America/Chicago AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI
        America/Denver CO MT NM UT WY
        America/Boise ID
        America/Phoenix AZ
        America/Los_Angeles CA NV OR WA AP
        America/Anchorage AK
        Pacific/Honolulu HI
        Europe/Berlin AE
        America/Puerto_Rico PR
        America/St_Thomas VI
        Pacific/Guam GU MP
        Pacific/Pago_Pago AS
        America/St_Johns NL
        America/Halifax NB NS PE
        America/Toronto ON QC
        America/Iqaluit NU
        America/Winnipeg MB
        America/Regina SK
        America/Edmonton AB NT
        America/Vancouver BC
        America/Whitehorse YT
        """;

    private static readonly FrozenDictionary<string, string> Zones = Table.Split('\n').Select(line => line.Split(' '))
        .SelectMany(words => words.Skip(1).Select(state => (State: state, Zone: words[0])))
        .ToFrozenDictionary(e => e.State, e => e.Zone);

    /// <summary>The IANA name; null where it is no state.</summary>
    public static string? Of(string state) => States.Code(state) is { } code ? Zones.GetValueOrDefault(code) : null;
}
