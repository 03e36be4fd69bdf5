using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LeadDelivery.Embedded.Storage;

/// <summary>Where a lead key lies: <c>000012.0345</c> is slot 345 of block 12.</summary>
internal readonly record struct KeyId(int Block, int Slot)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out KeyId id)
    {
        id = default;
        var dot = text?.IndexOf('.') ?? -1;
        if (dot < 0 || !Number(text.AsSpan(0, dot), out var block) || !Number(text.AsSpan(dot + 1), out var slot))
            return false;
        id = new KeyId(block, slot);
        // One key has one name.
        return id.ToString() == text;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Block:D6}.{Slot:D4}");

    private static bool Number(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
