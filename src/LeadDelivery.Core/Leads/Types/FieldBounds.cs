using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// <c>min</c> and <c>max</c> of a field: of numbers the value, of a range both of its ends, of a date of birth the age in years, of
/// everything else the length.
/// </summary>
internal static class FieldBounds
{
    /// <summary>Which bound is passed, in words that name no value; null for none.</summary>
    /// <param name="normal">The value in the type's normal form.</param>
    public static string? Fault(FieldRule rule, Value normal, DateTimeOffset now)
    {
        if (rule.Min is null && rule.Max is null)
        {
            return null;
        }

        var (least, most, unit) = Measure(rule, normal, now);
        return least < rule.Min ? $"below {rule.Min}{unit}" : most is null || most > rule.Max ? $"above {rule.Max}{unit}" : null;
    }

    /// <summary>The two ends of what is measured; without an upper one it is above every bound.</summary>
    private static (decimal? Least, decimal? Most, string Unit) Measure(FieldRule rule, Value normal, DateTimeOffset now)
    {
        if (FieldTypes.IsNumeric(rule.Type) || normal.Kind == ValueKind.Number)
        {
            return (normal.AsNumber, normal.AsNumber, "");
        }

        switch (rule.Type)
        {
            case "range" when NumberRange.Read(normal) is { } range:
                return (range.Min, range.Max ?? (rule.Max is null ? range.Min : null), "");
            case "dob" when DateTime.TryParse(normal.AsText, System.Globalization.CultureInfo.InvariantCulture, out var birth):
                var age = now.Year - birth.Year - ((now.Month, now.Day).CompareTo((birth.Month, birth.Day)) < 0 ? 1 : 0);
                return (age, age, " years");
            default:
                var length = normal.ToText().Length;
                return (length, length, " characters");
        }
    }
}
