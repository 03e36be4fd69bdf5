using System.Net;
using System.Net.Sockets;

namespace LeadDelivery.Channels.Http;

/// <summary>Opens connections for one pool: resolves, filters, and connects to the very address that was filtered.</summary>
internal sealed class GuardedConnector(AddressGuard guard, bool ownHost, TimeSpan bound)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        var allowed = Array.FindAll(found, address => guard.Allows(new IPEndPoint(address, port), ownHost));
        if (allowed.Length == 0)
        {
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new ForbiddenAddressException();
        }

        for (var i = 0; ; i++)
        {
            var last = i == allowed.Length - 1;

            // A dead first address leaves time for the others: each but the last gets its even share of the bound.
            using var share = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (!last)
            {
                share.CancelAfter(bound / allowed.Length);
            }

            try
            {
                return await ConnectAsync(new IPEndPoint(allowed[i], port), share.Token);
            }
            catch (Exception e) when (!last && !cancellation.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
            }
        }
    }

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
