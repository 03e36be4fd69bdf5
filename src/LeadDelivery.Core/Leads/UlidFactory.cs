using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// Makes ULIDs (26 characters of Crockford's base 32: 48 bits of milliseconds, 80 bits of chance) that only ever rise
/// within a process, also when two fall into one millisecond or the clock is set back: keys in time order keep the store fast.
/// </summary>
/// <param name="chance">Fills bytes by chance; null for the system's own, which nobody can foretell.</param>
public sealed class UlidFactory(TimeProvider time, Action<Span<byte>>? chance = null)
{
    /// <summary>Characters of a ULID.</summary>
    public const int Length = 26;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private readonly Action<Span<byte>> _chance = chance ?? RandomNumberGenerator.Fill;
    private readonly Lock _lock = new();
    private long _milliseconds;
    private ushort _high;
    private ulong _low;

    /// <summary>The next id.</summary>
    public string Next()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            if (now > _milliseconds)
            {
                _milliseconds = now;
                Span<byte> bytes = stackalloc byte[10];
                _chance(bytes);
                _high = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(bytes) & 0x7FFF);
                _low = BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..]);
            }
            else if (++_low == 0)
            {
                _high++;
            }

            return Encode(_milliseconds, _high, _low);
        }
    }

    /// <summary>The least id of a moment's millisecond: all made before it come before, all made in it or after it do not.</summary>
    public static string Least(DateTimeOffset moment) => Encode(moment.ToUnixTimeMilliseconds(), 0, 0);

    /// <summary>The time inside an id, or null where the text is no ULID.</summary>
    public static DateTimeOffset? TimeOf(string id)
    {
        if (id.Length != Length || id[0] > '7')
        {
            return null;
        }

        long milliseconds = 0;
        for (var i = 0; i < Length; i++)
        {
            var digit = Alphabet.IndexOf(id[i], StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            milliseconds = i < 10 ? (milliseconds << 5) | (long)digit : milliseconds;
        }

        // DateTimeOffset ends with the year 9999; a ULID reaches further.
        return milliseconds <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    private static string Encode(long milliseconds, ushort high, ulong low) =>
        string.Create(Length, (milliseconds, high, low), static (text, parts) =>
        {
            var (time, h, l) = parts;
            for (var i = 9; i >= 0; i--)
            {
                text[i] = Alphabet[(int)(time & 31)];
                time >>= 5;
            }

            var chance = ((UInt128)h << 64) | l;
            for (var i = 25; i >= 10; i--)
            {
                text[i] = Alphabet[(int)(chance & 31)];
                chance >>= 5;
            }
        });
}
