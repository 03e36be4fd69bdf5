using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LeadDelivery.Tests.Shared;

/// <summary>A recipient over bare TCP on loopback that misbehaves exactly as told.</summary>
internal sealed class NastyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NastyConnection, Task> _behaviour;
    private readonly Task _accepting;
    private int _connections;

    private NastyServer(Func<NastyConnection, Task> behaviour)
    {
        _behaviour = behaviour;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Every request whose head arrived complete, in order of arrival.</summary>
    public ConcurrentQueue<NastyRequest> Requests { get; } = new();

    /// <summary>Connections accepted so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    public Uri Url => new($"http://127.0.0.1:{Endpoint.Port}/leads");

    /// <summary>A server that runs this for each connection, then closes it.</summary>
    public static NastyServer Start(Func<NastyConnection, Task> behaviour) => new(behaviour);

    /// <summary>A server that answers every request on a connection with these bytes and keeps it open.</summary>
    public static NastyServer Answering(string response) => new(async connection =>
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.WriteAsync(response);
        }
    });

    /// <summary>A whole reply with its length.</summary>
    public static string Reply(int status, string body, string headers = "") =>
        $"HTTP/1.1 {status} X\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(new NastyConnection(client, Interlocked.Increment(ref _connections), Requests, _stop.Token));
        }
    }

    private async Task ServeAsync(NastyConnection connection)
    {
        using (connection)
        {
            try
            {
                await _behaviour(connection);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client gave up first, as it should with most of these.
            }
        }
    }
}

/// <summary>One request as it came over the wire.</summary>
internal sealed record NastyRequest(string Head, byte[] Body)
{
    public string Line => Head[..Head.IndexOf('\r', StringComparison.Ordinal)];

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

/// <summary>One accepted connection.</summary>
internal sealed class NastyConnection(TcpClient client, int number, ConcurrentQueue<NastyRequest> requests, CancellationToken stop)
    : IDisposable
{
    private readonly NetworkStream _stream = client.GetStream();

    /// <summary>1 for the first connection of the server.</summary>
    public int Number { get; } = number;

    public CancellationToken Stop { get; } = stop;

    public Stream Stream => _stream;

    /// <summary>The next whole request; null when the client closed instead.</summary>
    public async Task<NastyRequest?> ReadRequestAsync()
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await _stream.ReadAsync(one, Stop) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var request = new NastyRequest(Encoding.UTF8.GetString([.. head]), []);
        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0")];
        await _stream.ReadExactlyAsync(body, Stop);
        request = request with { Body = body };
        requests.Enqueue(request);
        return request;
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(byte[] bytes)
    {
        await _stream.WriteAsync(bytes, Stop);
        await _stream.FlushAsync(Stop);
    }

    /// <summary>Ends with RST instead of FIN.</summary>
    public void Reset()
    {
        client.Client.LingerState = new LingerOption(true, 0);
        client.Client.Close();
    }

    /// <summary>Keeps the connection open and silent until the server stops.</summary>
    public Task HoldAsync() => Task.Delay(Timeout.Infinite, Stop);

    public void Dispose() => client.Dispose();
}
