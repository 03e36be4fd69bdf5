using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace LeadDelivery.Bench.Buyer;

/// <summary>The parts of a request that the buyer looks at.</summary>
internal sealed record Request(string Path, string Key, string Lead);

/// <summary>Reads requests off one connection: the head, and past a body of known length.</summary>
internal sealed class RequestReader(Socket socket)
{
    private readonly byte[] buffer = new byte[64 << 10];
    private int filled;

    /// <summary>The next request, or null when the other side has closed.</summary>
    public async ValueTask<Request?> NextAsync(CancellationToken cancellation)
    {
        int end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellation))
                return null;
        }

        var (request, length) = Parse(buffer.AsSpan(0, end + 2));
        var total = end + 4 + length;
        while (filled < total)
        {
            if (!await FillAsync(cancellation))
                return null;
        }

        buffer.AsSpan(total, filled - total).CopyTo(buffer);
        filled -= total;
        return request;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (filled == buffer.Length)
            throw new InvalidDataException("A request of the benchmark is larger than 64 KB.");
        var read = await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, cancellation);
        filled += read;
        return read > 0;
    }

    private static (Request Request, int Length) Parse(ReadOnlySpan<byte> head)
    {
        var line = head[..head.IndexOf((byte)'\r')];
        var from = line.IndexOf((byte)' ') + 1;
        var path = Encoding.ASCII.GetString(line[from..line.LastIndexOf((byte)' ')]);
        string key = "", lead = "";
        var length = 0;
        for (head = head[(line.Length + 2)..]; head.Length > 0;)
        {
            line = head[..head.IndexOf((byte)'\r')];
            head = head[(line.Length + 2)..];
            var colon = line.IndexOf((byte)':');
            var name = line[..colon];
            var value = line[(colon + 1)..].Trim((byte)' ');
            if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
                _ = Utf8Parser.TryParse(value, out length, out _);
            else if (Ascii.EqualsIgnoreCase(name, "x-idempotency-key"u8))
                key = Encoding.ASCII.GetString(value);
            else if (Ascii.EqualsIgnoreCase(name, "x-lead"u8))
                lead = Encoding.ASCII.GetString(value);
        }

        return (new Request(path, key, lead), length);
    }
}
