using System.Collections.Frozen;

namespace LeadDelivery.Core.Leads;

/// <summary>US states, districts, territories and military mail (USPS Publication 28, appendix B) and Canadian provinces (Canada Post).</summary>
public static class States
{
    private static readonly FrozenSet<string> Known = (
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT " +
        "VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP AB BC MB NB NL NS NT NU ON PE QC SK YT")
        .Split(' ')
        .Concat(
            ("Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,District of Columbia,Florida,Georgia,Hawaii,Idaho,Illinois," +
            "Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada," +
            "New Hampshire,New Jersey,New Mexico,New York,North Carolina,North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island," +
            "South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,Washington,West Virginia,Wisconsin,Wyoming,American Samoa,Guam," +
            "Northern Mariana Islands,Puerto Rico,Virgin Islands,Alberta,British Columbia,Manitoba,New Brunswick,Newfoundland and Labrador," +
            "Nova Scotia,Northwest Territories,Nunavut,Ontario,Prince Edward Island,Quebec,Saskatchewan,Yukon").Split(','))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a code or a name, in any case.</summary>
    public static bool IsState(string text) => Known.Contains(text.Trim());
}
