using System.Buffers;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Bytes that are collected and written as one block; what was added last can be taken back.</summary>
internal sealed class BlockBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[RowWriter.BlockBytes + (RowWriter.BlockBytes / 4)];

    /// <summary>How many bytes are collected; set lower to take back what was added.</summary>
    public int Length { get; set; }

    public bool IsFull => Length >= RowWriter.BlockBytes;

    public void Advance(int count) => Length += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Writes and forgets what is collected.</summary>
    public async ValueTask WriteToAsync(Stream stream, CancellationToken cancellation)
    {
        await stream.WriteAsync(_bytes.AsMemory(0, Length), cancellation);
        Length = 0;
    }

    private void Reserve(int count)
    {
        // At least one byte: an empty span would tell a writer that there is no room at all.
        count = Math.Max(count, 1);
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Length + count)));
        }
    }
}
