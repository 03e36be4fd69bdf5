using System.Buffers;
using System.Collections.Frozen;

namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>What may stand in a request header.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // They frame the message or speak to the next hop: a recipient's configuration that sets them breaks the connection, or
    // smuggles a second request into it.
    private static readonly FrozenSet<string> Framing = new[]
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "Expect", "TE", "Trailer",
        "Proxy-Connection", "Proxy-Authorization",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null for a usable name, else what is wrong with it.</summary>
    public static string? Problem(string name) =>
        name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters) ? $"headers: \"{name}\" is not a header's name"
        : Framing.Contains(name) ? $"headers: {name} is set by the connection, not by configuration"
        : null;

    /// <summary>The value on one line: control characters, which would end the header, become spaces. Characters beyond ASCII
    /// stay; they go out as UTF-8.</summary>
    public static string Clean(string value)
    {
        var at = IndexOfControl(value);
        return at < 0
            ? value.Trim(' ')
            : string.Create(value.Length, value, static (to, from) =>
            {
                for (var i = 0; i < from.Length; i++)
                {
                    to[i] = char.IsControl(from[i]) ? ' ' : from[i];
                }
            }).Trim(' ');
    }

    private static int IndexOfControl(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
