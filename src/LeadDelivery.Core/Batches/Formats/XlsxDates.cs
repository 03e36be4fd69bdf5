using System.Globalization;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Dates as sheets hold them: days since the end of 1899, without a zone.</summary>
internal static class XlsxDates
{
    /// <summary>The first day that all programs count alike: Excel takes 1900 for a leap year.</summary>
    private static readonly DateTime First = new(1900, 3, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static readonly string[] Iso =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fff", "yyyy-MM-dd'T'HH:mm:ss.fffK",
    ];

    /// <summary>Longest of the forms that are read as dates, with an offset.</summary>
    private const int IsoLength = 29;

    /// <summary>The date of a text in ISO 8601, as its own clock shows it; false for any other text.</summary>
    /// <param name="hasTime">Whether it names a time of day.</param>
    public static bool TryRead(string text, out DateTime date, out bool hasTime)
    {
        hasTime = text.Length > 10;
        date = default;
        if (text.Length is < 10 or > IsoLength || text[4] != '-' || text[7] != '-'
            || !DateTimeOffset.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return false;
        }

        date = moment.DateTime;
        return Holds(date);
    }

    /// <summary>False for dates before those that a sheet counts rightly; they are written as texts.</summary>
    public static bool Holds(DateTime date) => date >= First;

    /// <summary>The sheet's number of a date.</summary>
    public static double Serial(DateTime date) => date.ToOADate();
}
