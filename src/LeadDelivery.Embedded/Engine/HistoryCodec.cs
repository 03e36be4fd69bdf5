using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// The stored form of the events of one commit: a format byte, then per event kind, task, time, name, text, and the JSON of
/// an input or the digest of a decision. Lengths and tasks are base-128 varints, the rest is little-endian.
/// </summary>
internal static class HistoryCodec
{
    private const byte Format = 1;

    public static byte[] Encode(IReadOnlyList<HistoryEvent> events)
    {
        var size = 1;
        foreach (var item in events)
            size += 1 + 5 + 8 + 5 + MaxUtf8(item.Name) + 5 + MaxUtf8(item.Text) + 5 + (item.IsInput ? item.Data.Length : 8);
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var span = rented.AsSpan();
            span[0] = Format;
            var at = 1;
            foreach (var item in events)
                at += Write(span[at..], item);
            return span[..at].ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Appends the events of a stored row.</summary>
    /// <exception cref="FormatException">The bytes are not of this form.</exception>
    public static void Decode(ReadOnlyMemory<byte> body, List<HistoryEvent> into)
    {
        if (body.IsEmpty || body.Span[0] != Format)
            throw new FormatException("unknown history format");
        var at = 1;
        while (at < body.Length)
            into.Add(Read(body, ref at));
    }

    private static int MaxUtf8(string? text) => text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length);

    private static int Write(Span<byte> span, in HistoryEvent item)
    {
        span[0] = (byte)item.Kind;
        var at = 1;
        at += WriteVarint(span[at..], (uint)item.Task);
        BinaryPrimitives.WriteInt64LittleEndian(span[at..], item.At);
        at += 8;
        at += WriteText(span[at..], item.Name);
        at += WriteText(span[at..], item.Text);
        if (item.IsInput)
        {
            at += WriteVarint(span[at..], (uint)item.Data.Length);
            item.Data.Span.CopyTo(span[at..]);
            return at + item.Data.Length;
        }
        BinaryPrimitives.WriteUInt64LittleEndian(span[at..], item.Digest);
        return at + 8;
    }

    private static int WriteVarint(Span<byte> span, uint value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            span[at++] = (byte)(value | 0x80);
        span[at++] = (byte)value;
        return at;
    }

    /// <summary>Length + 1, so that 0 is null.</summary>
    private static int WriteText(Span<byte> span, string? text)
    {
        if (text is null)
            return WriteVarint(span, 0);
        var head = WriteVarint(span, (uint)Encoding.UTF8.GetByteCount(text) + 1);
        return head + Encoding.UTF8.GetBytes(text, span[head..]);
    }

    private static HistoryEvent Read(ReadOnlyMemory<byte> body, ref int at)
    {
        var kind = (HistoryKind)body.Span[at++];
        if (!Enum.IsDefined(kind))
            throw new FormatException("unknown history event");
        var task = (int)ReadVarint(body.Span, ref at);
        var time = BinaryPrimitives.ReadInt64LittleEndian(Take(body, ref at, 8).Span);
        var name = ReadText(body, ref at);
        var text = ReadText(body, ref at);
        if (kind < HistoryKind.ActivityScheduled)
        {
            var length = ReadVarint(body.Span, ref at);
            return new(kind, task, time, name, text, Take(body, ref at, length), 0);
        }
        return new(kind, task, time, name, text, default, BinaryPrimitives.ReadUInt64LittleEndian(Take(body, ref at, 8).Span));
    }

    private static uint ReadVarint(ReadOnlySpan<byte> span, ref int at)
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= span.Length)
                break;
            var next = span[at++];
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new FormatException("history ends early");
    }

    private static string? ReadText(ReadOnlyMemory<byte> body, ref int at)
    {
        var length = ReadVarint(body.Span, ref at);
        return length == 0 ? null : Encoding.UTF8.GetString(Take(body, ref at, length - 1).Span);
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> body, ref int at, uint length)
    {
        if (length > body.Length - at)
            throw new FormatException("history ends early");
        var part = body.Slice(at, (int)length);
        at += (int)length;
        return part;
    }
}
