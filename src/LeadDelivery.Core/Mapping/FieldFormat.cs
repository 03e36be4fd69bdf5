using LeadDelivery.Core.Language.Dates;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Mapping;

/// <summary>Finds a <c>$format</c> that can fit no value, before a lead does.</summary>
internal static class FieldFormat
{
    /// <summary>What is wrong with it beside this type; null for a good one.</summary>
    public static string? Mistake(string format, FieldType? type)
    {
        var isAround = format.Contains("{value}", StringComparison.Ordinal);
        return type?.Name switch
        {
            "boolean" => "yes or no has no format, expected $map for other words",
            "date" when !isAround && !DatePattern.HasLetters(format) => "is no pattern of a date, expected one such as MM/DD/YYYY",
            "date" => null,
            "number" or "integer" when !isAround && DatePattern.Looks(format) => "is a date's pattern, expected a number's such as 0.00",
            _ => isAround || FormatFunctions.IsFormat(format) ? null
                : "is no format, expected a mask such as ###-###-####, a number's pattern such as 0.00, a date's such as MM/DD/YYYY, "
                    + "or text with {value}",
        };
    }
}
