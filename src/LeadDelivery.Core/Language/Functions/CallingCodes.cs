using System.Collections.Frozen;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>Calling codes of countries (ITU-T E.164), what a national number begins with at home, and areas of North America.</summary>
internal static class CallingCodes
{
    /// <summary>The longest calling code.</summary>
    private const int LongestCode = 3;

    /// <summary>Where several countries share a code, the first of them stands for it.</summary>
    private const string Table =
        """
        US1 CA1 RU7 KZ7 EG20 ZA27 GR30 NL31 BE32 FR33 ES34 HU36 IT39 VA39 RO40 CH41 AT43 GB44 GG44 IM44 JE44 DK45 SE46 NO47 SJ47 PL48 DE49
        PE51 MX52 CU53 AR54 BR55 CL56 CO57 VE58 MY60 AU61 CC61 CX61 ID62 PH63 NZ64 PN64 SG65 TH66 JP81 KR82 VN84 CN86 TR90 IN91 PK92 AF93
        LK94 MM95 IR98 SS211 MA212 EH212 DZ213 TN216 LY218 GM220 SN221 MR222 ML223 GN224 CI225 BF226 NE227 TG228 BJ229 MU230 LR231 SL232
        GH233 NG234 TD235 CF236 CM237 CV238 ST239 GQ240 GA241 CG242 CD243 AO244 GW245 IO246 SC248 SD249 RW250 ET251 SO252 DJ253 KE254 TZ255
        UG256 BI257 MZ258 ZM260 MG261 RE262 YT262 TF262 ZW263 NA264 MW265 LS266 BW267 SZ268 KM269 SH290 ER291 AW297 FO298 GL299 GI350 PT351
        LU352 IE353 IS354 AL355 MT356 CY357 FI358 AX358 BG359 LT370 LV371 EE372 MD373 AM374 BY375 AD376 MC377 SM378 UA380 RS381 ME382 HR385
        SI386 BA387 MK389 CZ420 SK421 LI423 FK500 GS500 BZ501 GT502 SV503 HN504 NI505 CR506 PA507 PM508 HT509 GP590 BL590 MF590 BO591 GY592
        EC593 GF594 PY595 MQ596 SR597 UY598 CW599 BQ599 TL670 NF672 BN673 NR674 PG675 TO676 SB677 VU678 FJ679 PW680 WF681 CK682 NU683 WS685
        KI686 NC687 TV688 PF689 TK690 FM691 MH692 KP850 HK852 MO853 KH855 LA856 BD880 TW886 MV960 LB961 JO962 SY963 IQ964 KW965 SA966 YE967
        OM968 PS970 AE971 IL972 BH973 QA974 BT975 MN976 NP977 TJ992 TM993 AZ994 GE995 KG996 UZ998
        """;

    /// <summary>Area codes of North America outside the United States; all others are theirs.</summary>
    private const string Areas =
        """
        CA204 CA226 CA236 CA249 CA250 CA257 CA263 CA289 CA306 CA343 CA354 CA365 CA367 CA368 CA382 CA403 CA416 CA418 CA428 CA431 CA437 CA438
        CA450 CA460 CA468 CA474 CA506 CA514 CA519 CA548 CA579 CA581 CA584 CA587 CA604 CA613 CA639 CA647 CA672 CA683 CA705 CA709 CA742 CA753
        CA778 CA780 CA782 CA807 CA819 CA825 CA867 CA873 CA879 CA902 CA905 CA942 BS242 BB246 AI264 AG268 VG284 VI340 KY345 BM441 GD473 TC649
        JM658 JM876 MS664 MP670 GU671 AS684 SX721 LC758 DM767 VC784 PR787 PR939 DO809 DO829 DO849 TT868 KN869
        """;

    /// <summary>Countries whose numbers are dialled at home as they are abroad; a 0 at their front belongs to the number.</summary>
    private const string WithoutTrunk =
        """
        IT VA SM ES AD PT GI PL CZ DK GL FO NO SJ GR EE LV LU MT IS LI MC CY SG HK MO MX CR PA GT HN NI SV CL CI SN BJ BF NE ML TG GA CG CM
        TD CF GQ GN GW GM CV ST DJ BI KM SC MU KW QA BH OM BT MV FJ PF NC WS TO VU CU HT BZ GY UZ
        """;

    private static readonly FrozenDictionary<string, string> ByCountry =
        Entries(Table).Concat(Entries(Areas).Select(e => e with { Code = "1" })).DistinctBy(e => e.Country)
            .ToFrozenDictionary(e => e.Country, e => e.Code);

    private static readonly FrozenDictionary<string, string> ByCode =
        Entries(Table).DistinctBy(e => e.Code).ToFrozenDictionary(e => e.Code, e => e.Country);

    private static readonly FrozenDictionary<string, string> ByArea = Entries(Areas).ToFrozenDictionary(e => e.Code, e => e.Country);

    private static readonly FrozenSet<string> TrunkLess = Words(WithoutTrunk).ToFrozenSet();

    /// <summary>The calling code of a country by its ISO code; null for none.</summary>
    public static string? Of(string country) => ByCountry.GetValueOrDefault(country);

    /// <summary>What a national number begins with at home and loses abroad; empty for nothing.</summary>
    public static string Trunk(string country) => country switch
    {
        "RU" or "KZ" or "BY" or "TM" => "8",
        "HU" => "06",
        _ => TrunkLess.Contains(country) ? "" : "0",
    };

    /// <summary>How many of an international number's digits are its calling code; 0 where no country has it.</summary>
    public static int LengthIn(string digits)
    {
        for (var length = 1; length <= Math.Min(LongestCode, digits.Length); length++)
        {
            if (ByCode.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(digits.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>The ISO code of the country a number belongs to.</summary>
    public static string? Country(string code, string number) => code switch
    {
        "1" => ByArea.GetValueOrDefault(number[..3], "US"),
        "7" when number[0] is '6' or '7' => "KZ",
        _ => ByCode.GetValueOrDefault(code),
    };

    private static IEnumerable<(string Country, string Code)> Entries(string table) => Words(table).Select(word => (word[..2], word[2..]));

    private static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
