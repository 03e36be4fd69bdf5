using System.Globalization;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Evaluation;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Mapping;

/// <summary>A <c>$type</c>: what a value becomes before it is formatted.</summary>
/// <param name="Name">As the configuration says it.</param>
/// <param name="Expected">For problems: "a number".</param>
/// <param name="Read">The value of this type; false where it cannot be read as one.</param>
internal sealed record FieldType(string Name, string Expected, FieldType.Reader Read)
{
    /// <summary>Reads a value that is not empty.</summary>
    public delegate bool Reader(Value value, out Value read);

    public static IReadOnlyList<FieldType> All { get; } =
    [
        new("string", "a text", Text), new("number", "a number", Number), new("integer", "a whole number", Integer),
        new("boolean", "yes or no", Boolean), new("date", "a date", Date),
    ];

    /// <summary>True where a formatted value that still reads as a number stays one.</summary>
    public bool IsNumeric => Name is "number" or "integer";

    private static bool Text(Value value, out Value read)
    {
        read = Value.Of(value.ToText());
        return true;
    }

    private static bool Number(Value value, out Value read)
    {
        var number = NumberReader.Read(value);
        read = number is { } known ? Value.Of(known) : value;
        return number is not null;
    }

    private static bool Integer(Value value, out Value read)
    {
        var number = NumberReader.Read(value);
        read = number is { } known ? Value.Of(decimal.Truncate(known)) : value;
        return number is { } whole && decimal.IsInteger(whole);
    }

    private static bool Boolean(Value value, out Value read)
    {
        bool? answer = value.Kind switch
        {
            ValueKind.Boolean => value.AsBoolean,
            ValueKind.Number => value.AsNumber switch { 1 => true, 0 => false, _ => null },
            ValueKind.Text => Truth.Read(value.AsText),
            _ => null,
        };
        read = answer is { } known ? Value.Of(known) : value;
        return answer is not null;
    }

    private static bool Date(Value value, out Value read)
    {
        var date = DateFunctions.Read(value);
        read = date is { } known ? Value.Of(known) : value;
        return date is not null;
    }

    /// <summary>A date as it is written where no format is given: ISO 8601's calendar date.</summary>
    public static Value PlainDate(Value date) => Value.Of(date.AsDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
