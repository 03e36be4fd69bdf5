using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace LeadDelivery.Core.Language;

/// <summary>What a document's objects and lists hold while it is read, in two rented stacks, so that each is made once in its own
/// size.</summary>
internal ref struct JsonParts
{
    /// <summary>Holds the members of nearly every document without growing.</summary>
    private const int FirstSize = 64;

    /// <summary>Names remembered: documents of a few recipients repeat a few hundred.</summary>
    private const int NamesKept = 512;

    /// <summary>Longer names are made anew.</summary>
    private const int LongestKept = 32;

    private static readonly string?[] Names = new string?[NamesKept];

    private KeyValuePair<string, Value>[] _members;
    private Value[] _items;
    private int _memberCount;
    private int _itemCount;

    public JsonParts()
    {
        _members = [];
        _items = [];
    }

    /// <summary>Reads the value the reader stands on and leaves it on that value's last token.</summary>
    public Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return Value.Null;
            case JsonTokenType.True: return Value.Of(true);
            case JsonTokenType.False: return Value.Of(false);
            case JsonTokenType.String: return Value.Of(reader.GetString());
            case JsonTokenType.Number: return Number(ref reader);
            case JsonTokenType.StartArray: return List(ref reader);
            case JsonTokenType.StartObject: return Object(ref reader);
            default: throw new JsonException("expected a JSON value");
        }
    }

    /// <summary>Reads the object the reader stands on: these members of it, the others passed over.</summary>
    public Value Read(ref Utf8JsonReader reader, FrozenSet<string> kept) => Object(ref reader, kept);

    /// <summary>Gives the stacks back, with nothing of the document left in them.</summary>
    public readonly void Dispose()
    {
        if (_members.Length > 0)
        {
            ArrayPool<KeyValuePair<string, Value>>.Shared.Return(_members, clearArray: true);
        }

        if (_items.Length > 0)
        {
            ArrayPool<Value>.Shared.Return(_items, clearArray: true);
        }
    }

    private Value List(ref Utf8JsonReader reader)
    {
        var start = _itemCount;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = Read(ref reader);
            if (_itemCount == _items.Length)
            {
                Grow(ref _items);
            }

            _items[_itemCount++] = item;
        }

        var items = _items[start.._itemCount];
        _itemCount = start;
        return Value.Of(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items));
    }

    private Value Object(ref Utf8JsonReader reader, FrozenSet<string>? kept = null)
    {
        var start = _memberCount;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Name(ref reader);
            reader.Read();
            if (kept?.Contains(name) == false)
            {
                reader.Skip();
                continue;
            }

            var value = Read(ref reader);
            if (_memberCount == _members.Length)
            {
                Grow(ref _members);
            }

            _members[_memberCount++] = new(name, value);
        }

        var made = ValueObject.From(_members.AsSpan(start, _memberCount - start));
        _memberCount = start;
        return Value.Of(made);
    }

    private static void Grow<T>(ref T[] stack)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(FirstSize, 2 * stack.Length));
        stack.CopyTo(larger, 0);
        if (stack.Length > 0)
        {
            ArrayPool<T>.Shared.Return(stack, clearArray: true);
        }

        stack = larger;
    }

    // What a decimal cannot hold exactly enough stays text, digit for digit.
    private static Value Number(ref Utf8JsonReader reader) =>
        reader.TryGetDecimal(out var number) && (number != 0 || IsZero(reader.ValueSpan))
        ? Value.Of(number)
        : Value.Of(Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan));

    // Two threads that put a name in the same place only lose one of the two.
    private static string Name(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length is 0 or > LongestKept)
        {
            return reader.GetString()!;
        }

        var utf8 = reader.ValueSpan;
        var at = ((utf8.Length * 31) + (utf8[0] * 7) + (utf8[utf8.Length / 2] * 131) + utf8[^1]) % NamesKept;
        return Names[at] is { } known && Ascii.Equals(utf8, known) ? known : Names[at] = reader.GetString()!;
    }

    private static bool IsZero(ReadOnlySpan<byte> digits)
    {
        foreach (var c in digits)
        {
            if (c is (byte)'e' or (byte)'E')
            {
                return true;
            }

            if (c is >= (byte)'1' and <= (byte)'9')
            {
                return false;
            }
        }

        return true;
    }
}
