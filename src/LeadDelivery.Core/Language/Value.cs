using System.Collections.Immutable;
using System.Globalization;

namespace LeadDelivery.Core.Language;

/// <summary>What a <see cref="Value"/> holds.</summary>
public enum ValueKind : byte
{
    /// <summary>Nothing: missing and null are one.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A decimal number; its scale is kept, so that 45.00 stays 45.00.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A moment with its offset.</summary>
    Date,

    /// <summary>Values in order.</summary>
    List,

    /// <summary>Named values in order.</summary>
    Object,
}

/// <summary>One immutable value of the language, of a lead's fields and of a reply: JSON with decimals and dates.</summary>
public readonly struct Value : IEquatable<Value>
{
    private readonly object? _reference;
    private readonly decimal _number;

    private Value(ValueKind kind, object? reference, decimal number = 0)
    {
        Kind = kind;
        _reference = reference;
        _number = number;
    }

    /// <summary>The missing value.</summary>
    public static Value Null => default;

    /// <summary>What this holds.</summary>
    public ValueKind Kind { get; }

    /// <summary>True when missing.</summary>
    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>The boolean; only for <see cref="ValueKind.Boolean"/>.</summary>
    public bool AsBoolean => Kind == ValueKind.Boolean && _number != 0;

    /// <summary>The number; only for <see cref="ValueKind.Number"/>.</summary>
    public decimal AsNumber => _number;

    /// <summary>The text; only for <see cref="ValueKind.Text"/>.</summary>
    public string AsText => (string)_reference!;

    /// <summary>The moment; only for <see cref="ValueKind.Date"/>.</summary>
    public DateTimeOffset AsDate => (DateTimeOffset)_reference!;

    /// <summary>The items; only for <see cref="ValueKind.List"/>.</summary>
    public ImmutableArray<Value> AsList => ImmutableArrayOf(_reference);

    /// <summary>The members; only for <see cref="ValueKind.Object"/>.</summary>
    public ValueObject AsObject => (ValueObject)_reference!;

    /// <summary>A boolean.</summary>
    public static Value Of(bool value) => new(ValueKind.Boolean, null, value ? 1 : 0);

    /// <summary>A number.</summary>
    public static Value Of(decimal value) => new(ValueKind.Number, null, value);

    /// <summary>Text; null is <see cref="Null"/>.</summary>
    public static Value Of(string? value) => value is null ? default : new(ValueKind.Text, value);

    /// <summary>A moment.</summary>
    public static Value Of(DateTimeOffset value) => new(ValueKind.Date, value);

    /// <summary>A list.</summary>
    public static Value Of(ImmutableArray<Value> items) => new(ValueKind.List, items.IsDefault ? [] : System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray(items));

    /// <summary>An object.</summary>
    public static Value Of(ValueObject members) => new(ValueKind.Object, members);

    /// <summary>A member of an object; missing for every other kind and name.</summary>
    public Value Member(string name) => Kind == ValueKind.Object && AsObject.TryGet(name, out var value) ? value : default;

    /// <summary>
    /// As written into text: numbers and dates invariant (dates ISO 8601), booleans lower case, null as nothing,
    /// lists and objects as JSON.
    /// </summary>
    public string ToText() => Kind switch
    {
        ValueKind.Null => "",
        ValueKind.Boolean => AsBoolean ? "true" : "false",
        ValueKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        ValueKind.Text => AsText,
        ValueKind.Date => DateText(AsDate),
        _ => ValueJson.ToText(this),
    };

    /// <summary>ISO 8601; milliseconds only where there are any.</summary>
    public static string DateText(DateTimeOffset date) => date.Offset == TimeSpan.Zero
        ? date.ToString(date.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : date.ToString(date.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool Equals(Value other) => Kind == other.Kind && Kind switch
    {
        ValueKind.Null => true,
        ValueKind.Boolean or ValueKind.Number => _number == other._number,
        ValueKind.List => AsList.SequenceEqual(other.AsList),
        _ => _reference!.Equals(other._reference),
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        ValueKind.Null => 0,
        ValueKind.Boolean or ValueKind.Number => _number.GetHashCode(),
        ValueKind.List => AsList.Length,
        _ => _reference!.GetHashCode(),
    };

    /// <summary>Equal in kind and content.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Different in kind or content.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>Same as <see cref="ToText"/>: may hold a consumer's data, so never log it.</summary>
    public override string ToString() => ToText();

    private static ImmutableArray<Value> ImmutableArrayOf(object? reference) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray((Value[])reference!);
}
