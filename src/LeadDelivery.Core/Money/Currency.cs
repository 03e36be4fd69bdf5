using System.Collections.Frozen;

namespace LeadDelivery.Core.Money;

/// <summary>Currencies by their ISO 4217 codes. Amounts are never converted: what meets in one flow has one currency.</summary>
public static class Currency
{
    /// <summary>What amounts are in where nothing is said: the trade's posting documents name dollars without saying so.</summary>
    public const string Default = "USD";

    /// <summary>The codes of ISO 4217 that money is counted in (2025); metals, funds, bonds and test codes are none.</summary>
    private static readonly FrozenSet<string> Codes =
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP
        CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
        JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
        NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
        THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Every code.</summary>
    public static IReadOnlyCollection<string> All => Codes;

    /// <summary>True for a code, in capitals.</summary>
    public static bool IsKnown(string code) => Codes.Contains(code);
}
