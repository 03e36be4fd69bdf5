using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LeadDelivery.EndToEnd.Buyers;

/// <summary>One connection of a host to the buyer.</summary>
internal sealed class BuyerConnection : IDisposable
{
    private readonly Socket socket;
    private readonly NetworkStream stream;

    public BuyerConnection(Socket socket, CancellationToken stop)
    {
        this.socket = socket;
        socket.NoDelay = true;
        stream = new NetworkStream(socket);
        Stop = stop;
    }

    /// <summary>Set when the test is over.</summary>
    public CancellationToken Stop { get; }

    /// <summary>The next request, or null when the host has closed.</summary>
    public async Task<BuyerRequest?> ReadAsync(Func<TimeSpan> now)
    {
        if (await LineAsync() is not { } start)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var parts = start.Split(' ');
        var body = headers.TryGetValue("Transfer-Encoding", out var coding) && coding == "chunked"
            ? await ChunksAsync()
            : await ExactAsync(headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0);
        return new BuyerRequest(parts[0], parts[1], headers, Encoding.UTF8.GetString(body), now());
    }

    public Task ReplyAsync(int status, string body, string contentType = "application/json", params string[] headers) =>
        ReplyAsync(status, Encoding.UTF8.GetBytes(body), contentType, headers);

    public Task ReplyAsync(int status, byte[] body, string contentType, params string[] headers)
    {
        var head = $"HTTP/1.1 {status} Said\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n" +
            string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";
        byte[] reply = [.. Encoding.ASCII.GetBytes(head), .. body];
        return SendAsync(reply);
    }

    /// <summary>Bytes as they are, HTTP or not.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, Stop);

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Ends the connection with a reset instead of a close.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    public void Close() => socket.Close();

    public void Dispose() => stream.Dispose();

    private async Task<string?> LineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            if (await stream.ReadAsync(one, Stop) == 0)
                return null;
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
    }

    private async Task<byte[]> ChunksAsync()
    {
        var body = new List<byte>();
        while (int.Parse((await LineAsync())!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var size && size > 0)
        {
            body.AddRange(await ExactAsync(size));
            await LineAsync();
        }

        await LineAsync();
        return [.. body];
    }

    private async Task<byte[]> ExactAsync(int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }
}
