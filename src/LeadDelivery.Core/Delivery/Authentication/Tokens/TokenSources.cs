using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>The tokens in use, by recipient and by all that its configuration says of them: whatever of it changes asks anew.</summary>
internal sealed class TokenSources(IChannel channel, IRecordStore records, TimeProvider time, TokenOptions options) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Recipient, string Scheme), TokenSource> _sources = new();

    // The hash of a scheme is found by the very object, which lives as long as its version of the configuration.
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<OAuth2Auth, string> _hashes = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The token of that recipient under that scheme.</summary>
    public TokenSource Of(Recipient recipient, OAuth2Auth scheme)
    {
        var key = (recipient.Id, _hashes.GetValue(scheme, Hash));
        if (_sources.TryGetValue(key, out var source))
        {
            return source;
        }

        Sweep();
        return _sources.GetOrAdd(
            key, _ => new(new TokenGrant(recipient, scheme, channel, records, time, options), scheme, time, options, _stop.Token));
    }

    /// <summary>Ends the requests under way; a refresh token that has just come is stored first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sources.Values.Select(source => source.Pending));
        _stop.Dispose();
    }

    private void Sweep()
    {
        foreach (var source in _sources)
        {
            if (source.Value.Unused > options.Unused && source.Value.Pending.IsCompleted)
            {
                _sources.TryRemove(source);
            }
        }
    }

    private static string Hash(OAuth2Auth scheme)
    {
        var text = new StringBuilder();
        string?[] parts =
        [
            scheme.Grant.ToString(), scheme.TokenUrl, scheme.ClientId, scheme.ClientSecret, scheme.InHeader ? "header" : "body",
            scheme.RefreshToken, scheme.UserName, scheme.Password, scheme.Header, scheme.Prefix, Number(scheme.Life.Ticks),
            Number(scheme.Skew?.Ticks), Number(scheme.Timeout.Ticks),
            scheme.Assertion?.KeyId, scheme.Assertion?.Claims.Text, Number(scheme.Assertion?.Expires.Ticks),
            scheme.Assertion?.Key.Algorithm.Name, scheme.Assertion is null ? null : Convert.ToHexString(scheme.Assertion.Key.Fingerprint),
            .. scheme.Parameters.SelectMany(parameter => new[] { parameter.Key, parameter.Value }),
        ];
        foreach (var part in parts)
        {
            // With its length, so that no two lists of parts make one text.
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
