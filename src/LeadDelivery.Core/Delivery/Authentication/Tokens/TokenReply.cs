using System.Globalization;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>From a token server's reply to a token, or to why there is none. Total: no reply makes it throw.</summary>
internal static class TokenReply
{
    /// <summary>The longest token taken, in characters: a signed token with some hundred claims; servers refuse longer headers.</summary>
    public const int MaxToken = 16_384;

    /// <summary>The longest description of an error that is passed on, in characters.</summary>
    public const int MaxDescription = 200;

    // RFC 6749 §5.2 and §4.1.2.1 have these for the server's own trouble; any other error is the client's.
    private static readonly string[] ServerErrors = ["temporarily_unavailable", "server_error", "slow_down"];

    /// <summary>Reads it.</summary>
    /// <param name="mask">Knows the secrets of the request: servers repeat them in their errors.</param>
    public static (GrantedToken? Token, TokenTrouble? Trouble) Read(ChannelReply reply, SecretMask mask)
    {
        if (reply.Category != SendCategory.Answered)
        {
            return (null, new($"token server: {reply.Error ?? "no answer"}", Repeatable(reply.Failure)));
        }

        if (reply.Failure != SendFailure.None)
        {
            return (null, new($"token server: {reply.Error} (HTTP {reply.Status})", SendFailure.Transport));
        }

        var json = Json(reply);
        if (json.Member("error") is { Kind: ValueKind.Text } error && error.AsText.Length > 0)
        {
            return (null, Refused(reply.Status, error.AsText, json.Member("error_description"), mask));
        }

        return reply.Status is < 200 or >= 300 ? (null, ByStatus(reply.Status)) : Granted(json);
    }

    private static (GrantedToken?, TokenTrouble?) Granted(Value json)
    {
        if (json.Member("access_token") is not { Kind: ValueKind.Text, AsText: { Length: > 0 } token })
        {
            return (null, new("token server: the reply holds no access_token", SendFailure.Transport));
        }

        if (token.Length > MaxToken || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return (null, new("token server: the access_token cannot stand in a header", SendFailure.Transport));
        }

        var type = json.Member("token_type").ToText();
        if (type.Equals("mac", StringComparison.OrdinalIgnoreCase) || type.Equals("dpop", StringComparison.OrdinalIgnoreCase))
        {
            return (null, new($"token server: tokens of type {type} are not supported", SendFailure.Unauthorized));
        }

        var next = json.Member("refresh_token") is { Kind: ValueKind.Text, AsText: { Length: > 0 and <= MaxToken } refresh } ? refresh : null;
        return (new(token, Life(json.Member("expires_in")), next), null);
    }

    // Seconds, as a number or, against the standard, as text. What is no time, or none left, says nothing.
    private static TimeSpan? Life(Value expiresIn) => expiresIn.Kind switch
    {
        ValueKind.Number => Life(expiresIn.AsNumber),
        ValueKind.Text when decimal.TryParse(expiresIn.AsText, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) => Life(seconds),
        _ => null,
    };

    private static TimeSpan? Life(decimal seconds) =>
        seconds <= 0 ? null : seconds >= int.MaxValue ? TimeSpan.FromSeconds(int.MaxValue) : TimeSpan.FromSeconds((double)seconds);

    private static TokenTrouble Refused(int status, string error, Value description, SecretMask mask)
    {
        var words = HeaderText.Clean(mask.Apply(error));
        if (description.Kind == ValueKind.Text && description.AsText.Length > 0)
        {
            words += ": " + HeaderText.Clean(mask.Apply(description.AsText));
        }

        words = words.Length <= MaxDescription ? words : words[..MaxDescription];
        var failure = status is 408 or 429 or >= 500 || ServerErrors.Contains(error) ? SendFailure.Transport : SendFailure.Unauthorized;
        return new($"token server: {words}", failure, error == "invalid_grant");
    }

    private static TokenTrouble ByStatus(int status) => new(
        status is >= 300 and < 400 ? $"token server: redirect not followed (HTTP {status})" : $"token server: HTTP {status}",
        status is 408 or 425 or 429 or >= 500 ? SendFailure.Transport : SendFailure.Unauthorized);

    // "retry.on" names what the recipient does; whatever ails the way to its token server is one kind of trouble.
    private static SendFailure Repeatable(SendFailure failure) =>
        failure == SendFailure.Forbidden ? SendFailure.Forbidden : SendFailure.Transport;

    private static Value Json(ChannelReply reply)
    {
        try
        {
            var text = ReplyText.Decode(reply.Body.Span, reply.ContentType).Trim().TrimStart('\uFEFF');
            return text.StartsWith('{') ? ValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(text)) : Value.Null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Value.Null;
        }
    }
}
