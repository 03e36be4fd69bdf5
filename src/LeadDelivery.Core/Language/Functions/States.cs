using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>States, districts and territories of the United States, armed forces' addresses, and provinces of Canada.</summary>
internal static class States
{
    private const string Table =
        """
        AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|
        FL Florida|GA Georgia|
        HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|
        MI Michigan|
        MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|
        NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|
        SD South Dakota|TN Tennessee|
        TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|
        AS American Samoa|GU Guam|MP Northern Mariana Islands|PR Puerto Rico|VI U.S. Virgin Islands|
        AA Armed Forces Americas|AE Armed Forces Europe|AP Armed Forces Pacific|
        AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|
        NT Northwest Territories|NU Nunavut|
        ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon
        """;

    private static readonly NameTable Names = new(Table,
        [
            ("D.C.", "DC"), ("Washington DC", "DC"), ("Washington, DC", "DC"), ("Washington D.C.", "DC"), ("Virgin Islands", "VI"),
            ("Québec", "QC"), ("PQ", "QC"), ("Newfoundland", "NL"), ("NF", "NL"), ("Yukon Territory", "YT"), ("PEI", "PE"),
            ("P.E.I.", "PE"), ("N.Y.", "NY"), ("N.J.", "NJ"), ("N.C.", "NC"), ("N. Carolina", "NC"), ("N Carolina", "NC"),
            ("N.D.", "ND"), ("N. Dakota", "ND"), ("N Dakota", "ND"), ("S.C.", "SC"), ("S. Carolina", "SC"), ("S Carolina", "SC"),
            ("S.D.", "SD"), ("S. Dakota", "SD"), ("S Dakota", "SD"), ("N.H.", "NH"), ("N.M.", "NM"), ("W. Virginia", "WV"),
            ("W Virginia", "WV"), ("R.I.", "RI"), ("B.C.", "BC"),
        ]);

    /// <summary>Words of the longest name: Newfoundland and Labrador, Northern Mariana Islands, District of Columbia.</summary>
    public const int MostWords = 3;

    public static string? Name(string text) => Names.Name(text);

    public static string? Code(string text) => Names.Code(text);
}

/// <summary>Codes and names, found by either, case ignored.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, (string Code, string Name)> _entries = new(StringComparer.OrdinalIgnoreCase);

    public NameTable(string table, ImmutableArray<(string Other, string Code)> others)
    {
        foreach (var entry in table.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (code, name) = (entry[..2], entry[3..]);
            _entries[code] = _entries[name] = (code, name);
        }

        foreach (var (other, code) in others)
        {
            _entries[other] = _entries[code];
        }
    }

    public string? Name(string text) => _entries.TryGetValue(text.Trim(), out var entry) ? entry.Name : null;

    public string? Code(string text) => _entries.TryGetValue(text.Trim(), out var entry) ? entry.Code : null;
}
