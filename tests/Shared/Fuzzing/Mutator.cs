namespace LeadDelivery.Testing.Fuzzing;

/// <summary>Makes inputs out of others. The same seed makes the same ones.</summary>
internal sealed class Mutator(ulong seed, IReadOnlyList<byte[]> words)
{
    /// <summary>The usual longest input: long enough for every construct, short enough for thousands a second.</summary>
    private const int Usual = 512;

    /// <summary>The longest, for one of <see cref="LongEvery"/>: what the network lets through.</summary>
    private const int Longest = 65_536;

    private const int LongEvery = 20_000;

    private ulong _state = seed == 0 ? 1 : seed;

    public int Next(int below)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)((_state >> 11) % (ulong)below);
    }

    /// <summary>One to six changes to the input; every so often it is blown up to the longest length.</summary>
    public byte[] Change(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 + Next(6); changes > 0; changes--)
        {
            Change(bytes, other);
        }

        if (Next(LongEvery) == 0 && bytes.Count > 0)
        {
            BlowUp(bytes);
        }
        else if (bytes.Count > Usual)
        {
            bytes.RemoveRange(Usual, bytes.Count - Usual);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = Next(bytes.Count + 1);
        switch (Next(10))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)Next(256); break;
            case 2: bytes.Insert(at, (byte)Next(256)); break;
            case 3: bytes.InsertRange(at, words[Next(words.Count)]); break;
            case 4: bytes.InsertRange(at, words[Next(words.Count)]); break;
            case 5: bytes.RemoveRange(at, Next(Math.Min(bytes.Count - at, 64) + 1)); break;
            case 6: bytes.InsertRange(Next(bytes.Count + 1), bytes.GetRange(at, Next(Math.Min(bytes.Count - at, 64) + 1))); break;
            case 7 when other.Length > 0:
                var from = Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Next(Math.Min(other.Length - from, 256) + 1)));
                break;
            case 8 when other.Length > 0:
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(Next(other.Length)));
                break;
            case 9 when at < bytes.Count:
                var piece = bytes.GetRange(at, 1 + Next(Math.Min(bytes.Count - at, 16)));
                for (var times = Next(40); times > 0 && bytes.Count < Usual; times--)
                {
                    bytes.InsertRange(at, piece);
                }

                break;
            default: break;
        }
    }

    private void BlowUp(List<byte> bytes)
    {
        var at = Next(bytes.Count);
        var piece = bytes.GetRange(at, 1 + Next(Math.Min(bytes.Count - at, 32)));
        var many = new List<byte>(Longest);
        while (many.Count + piece.Count + bytes.Count < Longest)
        {
            many.AddRange(piece);
        }

        bytes.InsertRange(at, many);
    }
}
