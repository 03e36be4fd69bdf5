using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LeadDelivery.Bench.Driver;

/// <summary>A response: its status, how long to hold off after a 429 or 503, and its body, valid until the next request.</summary>
internal readonly record struct Response(int Status, TimeSpan RetryAfter, ReadOnlyMemory<byte> Body);

/// <summary>
/// One kept-alive HTTP/1.1 connection on a bare socket: a driver that shares two cores with what it measures must cost
/// little. Knows bodies of known length and chunked ones. Not for concurrent use.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket socket;
    private byte[] buffer = new byte[64 << 10];
    private int filled;

    private HttpConnection(Socket socket) => this.socket = socket;

    public static async Task<HttpConnection> OpenAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address, cancellation);
        return new HttpConnection(socket);
    }

    public ValueTask<Response> GetAsync(string path, string bearer, CancellationToken cancellation) =>
        SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {bearer}\r\n\r\n"), cancellation);

    public async ValueTask<Response> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        filled = 0;
        for (var sent = 0; sent < request.Length;)
            sent += await socket.SendAsync(request[sent..], SocketFlags.None, cancellation);

        int end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
            await FillAsync(cancellation);
        var head = Head.Parse(buffer.AsSpan(0, end + 2));
        var body = head.Length is { } length
            ? await BodyAsync(end + 4, length, cancellation)
            : await ChunksAsync(end + 4, cancellation);
        return new Response(head.Status, head.RetryAfter, body);
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<ReadOnlyMemory<byte>> BodyAsync(int start, int length, CancellationToken cancellation)
    {
        while (filled < start + length)
            await FillAsync(cancellation);
        return buffer.AsMemory(start, length);
    }

    /// <summary>Chunks are moved together in place: the body grows from <paramref name="start"/>, the reading goes ahead of it.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ChunksAsync(int start, CancellationToken cancellation)
    {
        for (int read = start, length = 0; ;)
        {
            int line;
            while ((line = buffer.AsSpan(read, filled - read).IndexOf("\r\n"u8)) < 0)
                await FillAsync(cancellation);
            var size = int.Parse(Encoding.ASCII.GetString(buffer, read, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            read += line + 2;
            while (filled < read + size + 2)
                await FillAsync(cancellation);
            buffer.AsSpan(read, size).CopyTo(buffer.AsSpan(start + length));
            length += size;
            read += size + 2;
            if (size == 0)
                return buffer.AsMemory(start, length);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (filled == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var read = await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, cancellation);
        if (read == 0)
            throw new SocketException((int)SocketError.ConnectionReset);
        filled += read;
    }

    private readonly record struct Head(int Status, int? Length, TimeSpan RetryAfter)
    {
        public static Head Parse(ReadOnlySpan<byte> text)
        {
            _ = Utf8Parser.TryParse(text["HTTP/1.1 ".Length..], out int status, out _);
            var retryAfter = Number(text, "\r\nRetry-After: "u8) ?? 0;
            return new Head(status, Number(text, "\r\nContent-Length: "u8), TimeSpan.FromSeconds(retryAfter));
        }

        private static int? Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> header)
        {
            var at = text.IndexOf(header);
            return at >= 0 && Utf8Parser.TryParse(text[(at + header.Length)..], out int value, out _) ? value : null;
        }
    }
}
