using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>Asks a token server for a token, and keeps the refresh token that comes back. One call at a time.</summary>
internal sealed class TokenGrant(
    Recipient recipient, OAuth2Auth scheme, IChannel channel, IRecordStore records, TimeProvider time, TokenOptions options)
{
    private readonly RefreshTokenVault? _vault =
        scheme.Grant == OAuth2Grant.RefreshToken ? new RefreshTokenVault(records, scheme) : null;

    // Came back and could not be stored: neither it nor its access token is used before it is, and it is not asked for anew,
    // because the server takes the one before it no more.
    private Unstored? _unstored;

    /// <summary>A new token, or why there is none. Throws when cancelled, or what the store throws.</summary>
    public async Task<(GrantedToken? Token, TokenTrouble? Trouble)> AskAsync(CancellationToken cancellation)
    {
        if (_vault is null)
        {
            return await SendAsync(null, cancellation);
        }

        if (_unstored is { } unstored)
        {
            return await StoreAsync(_vault, unstored);
        }

        var stored = await ReadAsync(_vault, cancellation);
        if (stored.Trouble is not null)
        {
            return (null, stored.Trouble);
        }

        var (used, etag) = (stored.Token ?? scheme.RefreshToken!, stored.ETag);
        var (token, trouble) = await SendAsync(used, cancellation);
        if (trouble is { InvalidGrant: true })
        {
            // Another process may have spent this one meanwhile and stored its successor.
            stored = await ReadAsync(_vault, cancellation);
            if (stored.Token is { } successor && successor != used)
            {
                (used, etag) = (successor, stored.ETag);
                (token, trouble) = await SendAsync(used, cancellation);
            }
        }

        return token is { RefreshToken: { } next } && next != used ? await StoreAsync(_vault, new(token, etag))
            : trouble is { InvalidGrant: true }
                ? (null, trouble with { Reason = trouble.Reason + " (a new refresh_token is needed)" })
            : (token, trouble);
    }

    private async Task<(GrantedToken? Token, TokenTrouble? Trouble)> SendAsync(string? refreshToken, CancellationToken cancellation)
    {
        // The client certificate is for the token server too (RFC 8705); keys and authorities that are pinned are the recipient's.
        var certificate = recipient.Auth.OfType<MtlsAuth>().LastOrDefault()?.Certificate ?? recipient.Endpoint?.Tls?.ClientCertificate;
        var tls = certificate is null ? null : new TlsSettings { ClientCertificate = certificate };
        if (TokenRequest.Of(recipient, scheme, refreshToken, options.SandboxAddress, time.GetUtcNow(), tls) is not { } request)
        {
            return (null, new("token_url: /sandbox/ needs a host with a sandbox", SendFailure.Forbidden));
        }

        return TokenReply.Read(await channel.SendAsync(request, cancellation), SecretMask.Of(request.SecretValues));
    }

    private static async ValueTask<(string? Token, string? ETag, TokenTrouble? Trouble)> ReadAsync(
        RefreshTokenVault vault, CancellationToken cancellation)
    {
        try
        {
            var stored = await vault.ReadAsync(cancellation);
            return (stored.Token, stored.ETag, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Unread, the row may hold the only token that is still good: the configured one is not tried in its place.
            return (null, null, new("the stored refresh token cannot be read now", SendFailure.Transport));
        }
    }

    // Not cancelled: a token that only memory holds is lost with the process.
    private async ValueTask<(GrantedToken? Token, TokenTrouble? Trouble)> StoreAsync(RefreshTokenVault vault, Unstored unstored)
    {
        _unstored = unstored;
        try
        {
            // On a conflict another process has stored a successor: its is as good, and this access token too.
            await vault.WriteAsync(unstored.Token.RefreshToken!, unstored.ETag, CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (null, new("the new refresh token cannot be stored now", SendFailure.Transport));
        }

        _unstored = null;
        return (unstored.Token, null);
    }

    private sealed record Unstored(GrantedToken Token, string? ETag);
}
