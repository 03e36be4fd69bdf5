using System.Buffers;
using System.IO.Compression;

namespace LeadDelivery.Channels.Http;

/// <summary>A reply's body as far as the bound allows.</summary>
/// <param name="Bytes">The body, decompressed; empty where it cannot be used.</param>
/// <param name="TooLarge">It is beyond the bound, before or after decompression.</param>
/// <param name="Corrupt">It is not what its Content-Encoding says.</param>
internal readonly record struct ReplyBody(ReadOnlyMemory<byte> Bytes, bool TooLarge = false, bool Corrupt = false)
{
    /// <summary>Codings applied one over the other; more than two are an attack, one is the rule.</summary>
    private const int MaxCodings = 2;

    public static async ValueTask<ReplyBody> ReadAsync(HttpContent content, int limit, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > limit)
        {
            return new(default, TooLarge: true);
        }

        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var raw = content.Headers.ContentLength is { } length
            ? await ReadKnownAsync(stream, (int)length, cancellation)
            : await ReadUnknownAsync(stream, limit, cancellation);
        return raw is null ? new(default, TooLarge: true)
            : raw.Length == 0 || content.Headers.ContentEncoding.Count == 0 ? new(raw)
            : Decode(raw, [.. content.Headers.ContentEncoding], limit);
    }

    private static async ValueTask<byte[]> ReadKnownAsync(Stream stream, int length, CancellationToken cancellation)
    {
        var bytes = length == 0 ? [] : new byte[length];

        // The handler throws where the connection ends before the length announced; a 304 announces one and has none.
        var read = await stream.ReadAtLeastAsync(bytes, length, false, cancellation);
        return read == length ? bytes : bytes[..read];
    }

    private static async ValueTask<byte[]?> ReadUnknownAsync(Stream stream, int limit, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, limit + 1), limit + 1, false, cancellation);
            return read > limit ? null : buffer[..read];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static ReplyBody Decode(byte[] raw, string[] codings, int limit)
    {
        if (codings.Length > MaxCodings)
        {
            return new(default, Corrupt: true);
        }

        var bytes = raw;
        foreach (var coding in codings.Reverse())
        {
            using var source = new MemoryStream(bytes);
            using var decoder = Decoder(coding, bytes, source);
            if (decoder is null)
            {
                if (coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                return new(default, Corrupt: true);
            }

            var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
            try
            {
                var read = decoder.ReadAtLeast(buffer.AsSpan(0, limit + 1), limit + 1, false);
                if (read > limit)
                {
                    return new(default, TooLarge: true);
                }

                bytes = buffer[..read];
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
            {
                return new(default, Corrupt: true);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }
        }

        return new(bytes);
    }

    private static Stream? Decoder(string coding, byte[] bytes, MemoryStream source) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
        "br" => new BrotliStream(source, CompressionMode.Decompress),

        // "deflate" is zlib by the standard and bare deflate by habit: the zlib header tells them apart.
        "deflate" => bytes is [var first, var second, ..] && (first & 0x0f) == 8 && ((first << 8) | second) % 31 == 0
            ? new ZLibStream(source, CompressionMode.Decompress)
            : new DeflateStream(source, CompressionMode.Decompress),
        _ => null,
    };
}
