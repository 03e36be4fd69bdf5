using LeadDelivery.Core.Language;
using Scriban.Runtime;

namespace LeadDelivery.Functions.Scripts;

/// <summary>Values as Scriban has them: copies, so that a template changes its own alone.</summary>
internal static class ScribanValues
{
    /// <summary>The value: text, number, boolean, date, array or object; null for none.</summary>
    public static object? Of(Value value) => value.Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Boolean => value.AsBoolean,
        ValueKind.Number when IsInteger(value.AsNumber) => (int)value.AsNumber,
        ValueKind.Number => value.AsNumber,
        ValueKind.Text => value.AsText,
        ValueKind.Date => Date(value.AsDate),
        ValueKind.List => List(value),
        _ => Object(value.AsObject),
    };

    // Whole numbers count, index and pad; 45.00 keeps its cents.
    private static bool IsInteger(decimal number) => number.Scale == 0 && number is >= int.MinValue and <= int.MaxValue;

    // As the clock showed it where it was written down.
    private static DateTime Date(DateTimeOffset date) =>
        date.Offset == TimeSpan.Zero ? date.UtcDateTime : DateTime.SpecifyKind(date.DateTime, DateTimeKind.Unspecified);

    private static ScriptArray List(Value list)
    {
        var items = new ScriptArray(list.AsList.Length);
        foreach (var item in list.AsList)
        {
            items.Add(Of(item));
        }

        return items;
    }

    private static LeadObject Object(ValueObject members)
    {
        var copy = new LeadObject(members.Count);
        foreach (var member in members.Members)
        {
            copy.SetValue(member.Key, Of(member.Value), false);
        }

        return copy;
    }
}
