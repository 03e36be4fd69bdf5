namespace LeadDelivery.Web.Bodies;

/// <summary>Control characters inside JSON strings, which senders forget to escape.</summary>
internal static class RawControls
{
    /// <summary>Bytes that stand for one raw byte: <c>\u00XX</c>.</summary>
    private const int EscapeLength = 6;

    /// <summary>The text with each raw control character of a string escaped; null when there is none.</summary>
    public static byte[]? Escape(ReadOnlySpan<byte> json)
    {
        if (!json.ContainsAnyInRange((byte)0, (byte)0x1F))
        {
            return null;
        }

        var raw = Count(json);
        if (raw == 0)
        {
            return null;
        }

        var mended = new byte[json.Length + (raw * (EscapeLength - 1))];
        var at = 0;
        var state = default(StringState);
        foreach (var b in json)
        {
            if (state.IsRaw(b))
            {
                "\\u00"u8.CopyTo(mended.AsSpan(at));
                mended[at + 4] = (byte)"0123456789abcdef"[b >> 4];
                mended[at + 5] = (byte)"0123456789abcdef"[b & 0xF];
                at += EscapeLength;
            }
            else
            {
                mended[at++] = b;
            }
        }

        return mended;
    }

    /// <summary>Where the byte at <paramref name="offset"/> of the mended text stands in the original.</summary>
    public static int OriginalOffset(ReadOnlySpan<byte> original, int offset)
    {
        var state = default(StringState);
        var at = 0;
        for (var i = 0; i < original.Length; i++)
        {
            at += state.IsRaw(original[i]) ? EscapeLength : 1;
            if (at > offset)
            {
                return i;
            }
        }

        return original.Length;
    }

    private static int Count(ReadOnlySpan<byte> json)
    {
        var state = default(StringState);
        var count = 0;
        foreach (var b in json)
        {
            count += state.IsRaw(b) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Inside or outside a string, byte by byte.</summary>
    private struct StringState
    {
        private bool _inside;
        private bool _escaped;

        public bool IsRaw(byte b)
        {
            if (!_inside)
            {
                _inside = b == '"';
                return false;
            }

            var escaped = _escaped;
            _escaped = !escaped && b == '\\';
            _inside = escaped || b != '"';
            return b < 0x20 && !escaped;
        }
    }
}
