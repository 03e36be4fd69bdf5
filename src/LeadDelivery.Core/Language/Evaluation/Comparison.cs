namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>Equality and order of values.</summary>
internal static class Comparison
{
    /// <summary>
    /// Text by exact case; missing equals empty text; numbers against texts that hold one; booleans against yes and no; dates
    /// against texts that are one; a list equals a single value when any of its items does, as XPath has it.
    /// </summary>
    public static bool AreEqual(Value left, Value right)
    {
        if (left.Kind == right.Kind)
        {
            return left.Kind == ValueKind.Date ? left.AsDate.UtcDateTime == right.AsDate.UtcDateTime : left == right;
        }

        if (left.Kind > right.Kind)
        {
            (left, right) = (right, left);
        }

        // Kinds are in ascending order here: null, boolean, number, text, date, list, object.
        return (left.Kind, right.Kind) switch
        {
            (ValueKind.Null, ValueKind.Text) => right.AsText.Length == 0,
            (ValueKind.Null, _) => false,
            (_, ValueKind.List) => ContainsItem(right, left),
            (ValueKind.Boolean, ValueKind.Number) => right.AsNumber == (left.AsBoolean ? 1 : 0),
            (ValueKind.Boolean, ValueKind.Text) => Truth.Read(right.AsText) == left.AsBoolean,
            (ValueKind.Number, ValueKind.Text) => Numeric.TryStrict(right.AsText, out var number) && number == left.AsNumber,
            (ValueKind.Text, ValueKind.Date) => TryDate(left, right, out var date) && date.UtcDateTime == right.AsDate.UtcDateTime,
            _ => false,
        };
    }

    /// <summary>Below, at or above zero; null where the two have no order.</summary>
    public static int? Order(Value left, Value right)
    {
        if (Numeric.TryStrict(left, out var a) && Numeric.TryStrict(right, out var b))
        {
            return a.CompareTo(b);
        }

        return (left.Kind, right.Kind) switch
        {
            (ValueKind.Text, ValueKind.Text) => string.CompareOrdinal(left.AsText, right.AsText),
            (ValueKind.Date, ValueKind.Date) => left.AsDate.UtcDateTime.CompareTo(right.AsDate.UtcDateTime),
            (ValueKind.Text, ValueKind.Date) =>
                TryDate(left, right, out var date) ? date.UtcDateTime.CompareTo(right.AsDate.UtcDateTime) : null,
            (ValueKind.Date, ValueKind.Text) =>
                TryDate(right, left, out var date) ? left.AsDate.UtcDateTime.CompareTo(date.UtcDateTime) : null,
            _ => null,
        };
    }

    /// <summary>Membership: an item of a list, a name of an object, or one of a comma-separated text.</summary>
    public static bool IsIn(Value item, Value container) => container.Kind switch
    {
        ValueKind.List => ContainsItem(container, item),
        ValueKind.Object => !item.IsNull && container.AsObject.TryGet(item.ToText(), out _),
        ValueKind.Text => IsInText(item.ToText(), container.AsText),
        _ => false,
    };

    private static bool ContainsItem(Value list, Value item)
    {
        foreach (var candidate in list.AsList)
        {
            if (AreEqual(candidate, item))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInText(string item, ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split(','))
        {
            var part = text[range].Trim();
            if (part.Length > 0 && part.SequenceEqual(item))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A text without an offset means the other side's own clock.</summary>
    private static bool TryDate(Value text, Value other, out DateTimeOffset date) =>
        Dates.DateReader.TryRead(text.AsText, other.AsDate.Offset, out date);
}
