using System.Net;
using System.Net.Sockets;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>A host as curl is told of it.</summary>
/// <param name="Name">For URLs: a name in ASCII or an address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Resolve">Binds the name to the addresses that were checked, so that curl asks no name server; null for an address.</param>
internal sealed record CurlHost(string Name, int Port, string? Resolve)
{
    public string Authority => $"{Name}:{Port}";
}

/// <summary>Resolves a host once and lets through only addresses that may be reached: curl connects to those and to no others.</summary>
internal sealed class HostGuard(AddressGuard guard)
{
    /// <summary>The host, or why it cannot be reached.</summary>
    public async Task<(CurlHost? Host, TransferResult? Trouble)> FindAsync(string host, int port, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return guard.Allows(new(literal, port), ownHost: false)
                ? (new(literal.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{literal}]" : literal.ToString(), port, null), null)
                : (null, Forbidden());
        }

        var name = Uri.TryCreate($"sftp://{host}/", UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 ? uri.IdnHost : "";
        if (!IsName(name))
        {
            return (null, new(TransferOutcome.Refused, "the host's name is not one"));
        }

        IPAddress[] found;
        try
        {
            found = await Dns.GetHostAddressesAsync(name, cancellation);
        }
        catch (SocketException e)
        {
            return (null, new(TransferOutcome.Failed,
                e.SocketErrorCode == SocketError.TryAgain ? "the name server does not answer" : "the host's name is not found"));
        }

        var allowed = Array.FindAll(found, address => guard.Allows(new(address, port), ownHost: false));
        return allowed.Length > 0 ? (new(name, port, $"{name}:{port}:{string.Join(',', allowed.Select(Literal))}"), null)
            : found.Length == 0 ? (null, new(TransferOutcome.Failed, "the host's name is not found"))
            : (null, Forbidden());
    }

    private static string Literal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static TransferResult Forbidden() => new(TransferOutcome.Refused, "address not allowed");

    // curl reads a name whose last part is a number as an address of its own making ("0x7f.1"), past what was resolved here.
    private static bool IsName(string name)
    {
        var last = name.TrimEnd('.') is var bare && bare.LastIndexOf('.') is var dot ? bare[(dot + 1)..] : "";
        return last.Length > 0 && !char.IsAsciiDigit(last[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
    }
}
