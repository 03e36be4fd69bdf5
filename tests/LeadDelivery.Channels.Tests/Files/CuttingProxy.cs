using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>Stands before a server and cuts once, when so many bytes in all have gone to it; after it, or once healed, everything passes.
/// FTP's data goes through it too: where the server names a port, it names one of its own.</summary>
internal sealed partial class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly List<Socket> _open = [];
    private long _left;

    /// <param name="port">The server's.</param>
    /// <param name="after">Bytes from client to server before the cut.</param>
    public CuttingProxy(int port, long after)
    {
        (_port, _left) = (port, after);
        _listener.Start();
        _ = AcceptAsync(_listener, port, control: true);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether it has cut.</summary>
    public bool Cut { get; private set; }

    /// <summary>No more cuts.</summary>
    public void Heal() => Interlocked.Exchange(ref _left, long.MaxValue / 2);

    public void Dispose()
    {
        _listener.Stop();
        Close();
    }

    private async Task AcceptAsync(TcpListener listener, int port, bool control)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, port);
                client.NoDelay = true;
                lock (_open)
                {
                    _open.AddRange([client, server]);
                }

                _ = UpAsync(client, server);
                _ = DownAsync(server, client, control);
                if (!control)
                {
                    listener.Stop();
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task UpAsync(Socket client, Socket server)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await client.ReceiveAsync(buffer) is var read and > 0)
            {
                var left = Cut ? read : Interlocked.Add(ref _left, -read) + read;
                await server.SendAsync(buffer.AsMemory(0, (int)Math.Clamp(left, 0, read)));
                if (!Cut && left <= read)
                {
                    Cut = true;
                    Close();
                    return;
                }
            }

            server.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task DownAsync(Socket server, Socket client, bool control)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await server.ReceiveAsync(buffer) is var read and > 0)
            {
                var bytes = buffer.AsMemory(0, read);
                if (control && Passive().Match(Encoding.Latin1.GetString(bytes.Span)) is { Success: true } passive)
                {
                    var data = new TcpListener(IPAddress.Loopback, 0);
                    data.Start();
                    _ = AcceptAsync(data, int.Parse(passive.Groups[1].Value), control: false);
                    bytes = Encoding.Latin1.GetBytes($"229 Extended passive (|||{((IPEndPoint)data.LocalEndpoint).Port}|)\r\n");
                }

                await client.SendAsync(bytes);
            }

            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private void Close()
    {
        lock (_open)
        {
            _open.ForEach(socket => socket.Close(0));
            _open.Clear();
        }
    }

    [GeneratedRegex(@"^229 .*\(\|\|\|(\d+)\|\)")]
    private static partial Regex Passive();
}
