using System.Net;
using System.Net.Sockets;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>One address the host listens on.</summary>
/// <param name="Host">A name or address; <c>*</c>, <c>+</c>, <c>0.0.0.0</c> and <c>[::]</c> are all there are.</param>
/// <param name="Port">0: any free one.</param>
internal sealed record ListenAddress(string Host, int Port)
{
    /// <summary>What Kestrel listens on.</summary>
    public string Url => $"http://{Host}:{Port}";

    /// <summary>Where this machine reaches it.</summary>
    public Uri Local => new($"http://{(IsAny ? "127.0.0.1" : Host)}:{Port}");

    private bool IsAny => Host is "*" or "+" or "0.0.0.0" or "[::]";

    /// <summary>Reads an address, or says what is wrong with it.</summary>
    public static ListenAddress? Parse(string text, out string? mistake)
    {
        mistake = null;
        try
        {
            var address = BindingAddress.Parse(text);
            if (address is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false } && address.PathBase.Trim('/').Length == 0
                && address.Port is >= 0 and <= IPEndPoint.MaxPort)
            {
                return new(address.Host, address.Port);
            }

            mistake = address.Scheme == "https"
                ? $"'{text}' is https; put a proxy with the certificate before the host and let this be http"
                : $"'{text}' cannot be listened on, expected an address such as http://127.0.0.1:7071";
        }
        catch (FormatException)
        {
            mistake = $"'{text}' is no address, expected one such as http://127.0.0.1:7071";
        }

        return null;
    }

    /// <summary>The addresses and ports under which this process is reached on this machine.</summary>
    public IEnumerable<IPEndPoint> LocalEndpoints()
    {
        if (IsAny || Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return [new(IPAddress.Loopback, Port), new(IPAddress.IPv6Loopback, Port)];
        }

        return IPAddress.TryParse(Host.Trim('[', ']'), out var address) ? [new(address, Port)] : [];
    }

    /// <summary>The same with a port that is bound already, for port 0 on one address; else null.</summary>
    public (ListenAddress Address, Socket Bound)? BindAnyPort()
    {
        if (Port != 0 || LocalEndpoints().FirstOrDefault() is not { } endpoint)
        {
            return null;
        }

        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        return (new(endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{endpoint.Address}]" : endpoint.Address.ToString(),
            ((IPEndPoint)socket.LocalEndPoint!).Port), socket);
    }
}
