using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>How requests are built.</summary>
public sealed record RequestBuilderOptions
{
    /// <summary>The host's own base address, to which a URL that begins with <c>/sandbox/</c> is resolved; null: there is none.</summary>
    public Uri? SandboxAddress { get; init; }

    /// <summary>The largest body sent, in bytes. 1 MB: four times the largest lead taken in.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>The longest a time bound grows with <c>timeout_growth</c>. 5 min: no buyer's answer is worth more.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What came of building a request.</summary>
/// <param name="Request">The request; null where it cannot or must not be sent.</param>
/// <param name="Problems">Why not: path and reason, no consumer data.</param>
/// <param name="NoSandbox">True for a test lead whose recipient names no <c>sandbox_url</c>: nothing is sent, and nothing is wrong.</param>
public sealed record BuiltRequest(OutboundRequest? Request, ImmutableArray<string> Problems, bool NoSandbox = false)
{
    /// <summary>The URL of a <see cref="Draft"/> that has none.</summary>
    public static readonly Uri NoUrl = new("about:blank");

    /// <summary>For people: with problems the request as far as it could be made, else the request itself. Never sent.</summary>
    public OutboundRequest? Draft { get; init; } = Request;
}

/// <summary>From a recipient's configuration and a lead to the request that is sent. Pure: nothing is sent here.</summary>
public sealed class RequestBuilder(RequestBuilderOptions options)
{
    /// <summary>Builds the request of one attempt, without credentials: those are the authenticator's.</summary>
    /// <param name="recipient">Whom it is for.</param>
    /// <param name="scope">What its templates see.</param>
    /// <param name="test">True for a test lead: it goes to <c>sandbox_url</c> or nowhere.</param>
    /// <param name="attempt">From 1; later ones wait longer where <c>timeout_growth</c> says so.</param>
    public BuiltRequest Build(Recipient recipient, Scope scope, bool test, int attempt)
    {
        var endpoint = recipient.Endpoint ?? throw new ArgumentException($"{recipient.Id} is sent no requests", nameof(recipient));
        if (test && endpoint.SandboxUrl is null)
        {
            return new(null, [], NoSandbox: true);
        }

        var problems = new List<string>();
        var template = test ? endpoint.SandboxUrl! : endpoint.Url;
        var url = UrlTemplate.Render(template, scope, options.SandboxAddress, out var wrong);
        if (wrong is not null)
        {
            problems.Add(wrong);
        }

        var draft = new RequestDraft(endpoint, scope, problems) { Url = url };
        SetHeaders(draft);
        SetBody(draft, recipient);
        var request = new OutboundRequest
        {
            Recipient = recipient,
            Method = endpoint.Method,
            Url = draft.Url ?? BuiltRequest.NoUrl,
            OwnHost = UrlTemplate.IsSandbox(template),
            Headers = draft.Headers,
            ContentType = draft.ContentType,
            Body = draft.Body,
            ShownBody = draft.ShownBody,
            Tls = endpoint.Tls,
            Timeouts = Grown(endpoint.Timeout, recipient.Retry.TimeoutGrowth, attempt),
        };
        return problems.Count == 0 ? new(request, []) : new(null, [.. problems]) { Draft = request };
    }

    private static void SetHeaders(RequestDraft draft)
    {
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(draft.Endpoint.Headers.Length);
        foreach (var (name, template) in draft.Endpoint.Headers)
        {
            var value = HeaderText.Clean(template.Render(draft.Scope));
            if (HeaderText.Problem(name) is { } problem)
            {
                draft.Problems.Add(problem);
            }
            else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                draft.ContentType = value.Length == 0 ? null : value;
            }
            else if (value.Length > 0)
            {
                headers.Add(new(name, value));
            }
        }

        draft.Headers = headers.DrainToImmutable();
    }

    private void SetBody(RequestDraft draft, Recipient recipient)
    {
        var endpoint = draft.Endpoint;
        draft.Charset = endpoint.Charset is { } name ? Charset.Find(name) ?? Charset.Utf8
            : ContentTypes.Charset(draft.ContentType) ?? Charset.Utf8;
        var format = recipient.Body is null ? RequestFormats.OfFields(endpoint) : RequestFormats.OfBody(endpoint, draft.ContentType);
        if (format.NeedsAscii && !draft.Charset.HoldsAscii)
        {
            draft.Problems.Add($"headers.Content-Type: {draft.Charset.Name} cannot be written as {endpoint.Format}");
        }
        else if (recipient.Body is { } template)
        {
            format.Render(template, draft);
        }
        else if (recipient.Fields is { } fields)
        {
            format.Write(fields, draft);
        }

        SchemaCheck.Apply(draft);
        if (draft.Body.IsEmpty && endpoint.Method is "GET" or "DELETE")
        {
            draft.ContentType = null;
        }

        if (draft.Body.Length > options.MaxBodyBytes)
        {
            draft.Problems.Add($"body: {draft.Body.Length} bytes, at most {options.MaxBodyBytes} are sent");
        }
        else if (endpoint.Compress && !draft.Body.IsEmpty)
        {
            draft.Compress();
        }
    }

    private Timeouts Grown(Timeouts bounds, decimal growth, int attempt)
    {
        if (growth == 1 || attempt <= 1)
        {
            return bounds;
        }

        var factor = Math.Pow((double)growth, attempt - 1);
        return new(Grown(bounds.Connect, factor), Grown(bounds.Response, factor), Grown(bounds.Total, factor));
    }

    private TimeSpan Grown(TimeSpan bound, double factor)
    {
        var most = bound > options.MaxTimeout ? bound : options.MaxTimeout;
        return bound.TotalSeconds * factor >= most.TotalSeconds ? most : bound * factor;
    }
}
