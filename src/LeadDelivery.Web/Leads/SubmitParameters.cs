using System.Globalization;
using LeadDelivery.Web.Api;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Leads;

/// <summary>What a submission says beside its body.</summary>
/// <param name="Wait">How long to wait for the outcome; null: as the flow says.</param>
/// <param name="Test">True for a test lead.</param>
/// <param name="Redirect">Where the sender wants to be sent, ready for <c>Location</c>; null for an answer.</param>
/// <param name="IdempotencyKey">The header's value, or null.</param>
/// <param name="PingId">The ping that the lead takes up; null where only its body may name one.</param>
internal readonly record struct SubmitParameters(TimeSpan? Wait, bool Test, string? Redirect, string? IdempotencyKey, string? PingId = null)
{
    /// <summary>Longest <c>Idempotency-Key</c>, characters: what Stripe takes.</summary>
    public const int LongestIdempotencyKey = 255;

    /// <summary>Longest redirect, characters: what browsers and proxies carry without trouble.</summary>
    public const int LongestRedirect = 2048;

    private const string KeyHeader = "Idempotency-Key";

    /// <summary>Reads them; <paramref name="errors"/> is null when all are well.</summary>
    public static SubmitParameters Read(HttpRequest request, WebLimits limits, out Dictionary<string, string[]>? errors)
    {
        errors = null;
        var idempotencyKey = request.Headers.TryGetValue(KeyHeader, out var header) ? header.ToString() : null;
        if (idempotencyKey is not null && !IsKey(idempotencyKey))
        {
            (errors ??= [])[KeyHeader] = [$"expected 1 to {LongestIdempotencyKey} visible ASCII characters"];
        }

        if (!request.QueryString.HasValue)
        {
            return new(null, false, null, idempotencyKey);
        }

        var query = request.Query;
        var wait = default(TimeSpan?);
        if (query.TryGetValue("wait", out var waitText) && (wait = Seconds(waitText.ToString(), limits.MaxWait)) is null)
        {
            (errors ??= [])["wait"] = [$"expected seconds from 0 to {limits.MaxWait.TotalSeconds}"];
        }

        var test = false;
        if (query.TryGetValue("test", out var testText))
        {
            test = testText.ToString().ToLowerInvariant() is "true" or "1";
            if (!test && testText.ToString().ToLowerInvariant() is not ("false" or "0"))
            {
                (errors ??= [])["test"] = ["expected true or false"];
            }
        }

        string? redirect = null;
        if (query.TryGetValue("redirect", out var redirectText) && (redirect = Location(redirectText.ToString())) is null)
        {
            (errors ??= [])["redirect"] = ["expected an absolute http or https URL"];
        }

        return new(wait, test, redirect, idempotencyKey, query.TryGetValue("ping_id", out var ping) && ping.ToString() is { Length: > 0 } id ? id : null);
    }

    private static bool IsKey(string text) =>
        text.Length is > 0 and <= LongestIdempotencyKey && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static TimeSpan? Seconds(string text, TimeSpan max) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= (decimal)max.TotalSeconds
            ? TimeSpan.FromSeconds((double)seconds)
            : null;

    private static string? Location(string text)
    {
        if (text.Length > LongestRedirect || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.Host.Length == 0)
        {
            return null;
        }

        if (Ascii(url.AbsoluteUri))
        {
            return url.AbsoluteUri;
        }

        // A header carries ASCII alone: other host names go as punycode.
        var location = $"{url.Scheme}://{url.IdnHost}{(url.IsDefaultPort ? "" : $":{url.Port}")}{url.PathAndQuery}{url.Fragment}";
        return Ascii(location) ? location : null;
    }

    private static bool Ascii(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
