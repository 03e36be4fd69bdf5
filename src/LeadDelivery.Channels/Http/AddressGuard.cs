using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace LeadDelivery.Channels.Http;

/// <summary>What a recipient's name may resolve to.</summary>
public sealed record AddressGuardOptions
{
    /// <summary>True: loopback, private and link-local addresses are reachable, for a machine of one's own. The cloud's
    /// metadata addresses never are. Default false: a recipient's URL is input like any other.</summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Addresses and ports this process itself listens on: reachable for its own sandbox and for nothing else.</summary>
    public ImmutableHashSet<IPEndPoint> OwnEndpoints { get; init; } = [];
}

/// <summary>Decides, where the connection is made, whether an address may be reached; a re-bound name gains nothing.</summary>
public sealed class AddressGuard(AddressGuardOptions options)
{
    private static readonly IPNetwork[] Forbidden =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",

            // ::/96 holds ::, ::1 and the old v4-compatible form; 2001::/32 is Teredo; 64:ff9b::/96 and 2002::/16 carry a v4
            // address through somebody else's gateway; ::ffff:0:0:0/96 is the translated form of RFC 2765.
            "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16",
            "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    // Instance metadata and platform services of AWS, Azure, Google, Alibaba and Oracle: whoever reads them holds the host's
    // identity. 168.63.129.16 is public by number and Azure's own host by use.
    private static readonly ImmutableHashSet<IPAddress> Metadata =
    [
        .. new[] { "169.254.169.254", "169.254.170.2", "169.254.170.23", "168.63.129.16", "100.100.100.200", "192.0.0.192",
            "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254" }.Select(IPAddress.Parse),
    ];

    /// <summary>Whether a request may go there.</summary>
    /// <param name="endpoint">The address the name resolved to.</param>
    /// <param name="ownHost">True for a request to this host's own sandbox.</param>
    public bool Allows(IPEndPoint endpoint, bool ownHost)
    {
        var address = endpoint.Address.IsIPv4MappedToIPv6 ? endpoint.Address.MapToIPv4() : endpoint.Address;
        if (ownHost && options.OwnEndpoints.Contains(new IPEndPoint(address, endpoint.Port)))
        {
            return true;
        }

        if (Metadata.Contains(Unscoped(address)) || (Embedded(address) is { } inner && Metadata.Contains(inner)))
        {
            return false;
        }

        return options.AllowPrivateNetwork || !Array.Exists(Forbidden, network => network.Contains(address));
    }

    private static IPAddress Unscoped(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;

    // The IPv4 address that an IPv6 one carries: NAT64, 6to4, Teredo, v4-compatible, v4-translated.
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        var b = address.GetAddressBytes();
        if (b[0] == 0x20 && b[1] == 0x02)
        {
            return new(b.AsSpan(2, 4));
        }

        if (address.IsIPv6Teredo)
        {
            return new([(byte)~b[12], (byte)~b[13], (byte)~b[14], (byte)~b[15]]);
        }

        return (b[0] == 0 && b[1] == 0x64 && b[2] == 0xff && b[3] == 0x9b) || b.AsSpan(0, 8).IndexOfAnyExcept((byte)0) < 0
            ? new(b.AsSpan(12, 4))
            : null;
    }
}

/// <summary>No address of the name may be reached.</summary>
internal sealed class ForbiddenAddressException() : Exception("address not allowed");
