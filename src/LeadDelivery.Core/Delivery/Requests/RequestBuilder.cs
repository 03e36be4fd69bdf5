using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
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
public sealed record BuiltRequest(OutboundRequest? Request, ImmutableArray<string> Problems, bool NoSandbox = false);

/// <summary>From a recipient's configuration and a lead to the request that is sent. Pure: nothing is sent here.</summary>
public sealed class RequestBuilder(RequestBuilderOptions options)
{
    private const string JsonType = "application/json";
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Characters beyond ASCII go as UTF-8, as every reader of JSON takes them; HTML is not what this is for.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2 * ValueJson.MaxDepth,
        SkipValidation = true,
    };

    /// <summary>Builds the request of one attempt, without credentials: those are the authenticator's.</summary>
    /// <param name="recipient">Whom it is for.</param>
    /// <param name="scope">What its templates see.</param>
    /// <param name="test">True for a test lead: it goes to <c>sandbox_url</c> or nowhere.</param>
    /// <param name="attempt">From 1; later ones wait longer where <c>timeout_growth</c> says so.</param>
    public BuiltRequest Build(Recipient recipient, Scope scope, bool test, int attempt)
    {
        var endpoint = recipient.Endpoint;
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

        var headers = Headers(endpoint, scope, problems, out var contentType);
        ReadOnlyMemory<byte> body = default;
        if (recipient.Body is null && endpoint.Method is "GET" or "DELETE")
        {
            contentType = null;
            url = url is null || recipient.Fields is null ? url : WithFields(url, recipient.Fields.Build(scope, problems), problems);
        }
        else
        {
            body = Body(recipient, scope, ref contentType, problems);
        }

        if (problems.Count > 0)
        {
            return new(null, [.. problems]);
        }

        var request = new OutboundRequest
        {
            Recipient = recipient,
            Method = endpoint.Method,
            Url = url!,
            OwnHost = UrlTemplate.IsSandbox(template),
            Headers = headers,
            ContentType = contentType,
            Body = body,
            Tls = endpoint.Tls,
            Timeouts = Grown(endpoint.Timeout, recipient.Retry.TimeoutGrowth, attempt),
        };
        return new(request, []);
    }

    private static ImmutableArray<KeyValuePair<string, string>> Headers(
        Endpoint endpoint, Scope scope, List<string> problems, out string? contentType)
    {
        contentType = null;
        if (endpoint.Headers.IsEmpty)
        {
            return [];
        }

        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(endpoint.Headers.Length);
        foreach (var (name, template) in endpoint.Headers)
        {
            var value = HeaderText.Clean(template.Render(scope));
            if (HeaderText.Problem(name) is { } problem)
            {
                problems.Add(problem);
            }
            else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                contentType = value.Length == 0 ? null : value;
            }
            else if (value.Length > 0)
            {
                headers.Add(new(name, value));
            }
        }

        return headers.DrainToImmutable();
    }

    private ReadOnlyMemory<byte> Body(Recipient recipient, Scope scope, ref string? contentType, List<string> problems)
    {
        ReadOnlyMemory<byte> body = default;
        if (recipient.Body is { } template)
        {
            contentType ??= JsonType;
            body = BodyTemplate.Render(template, scope, contentType, out var wrong);
            if (wrong is not null)
            {
                problems.Add(wrong);
            }
        }
        else if (recipient.Fields is { } fields)
        {
            // Without a charset: RFC 8259 defines none, and some readers compare the whole header.
            contentType ??= JsonType;
            var buffer = new ArrayBufferWriter<byte>(1024);
            using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            {
                fields.Write(scope, writer, problems);
            }

            body = buffer.WrittenMemory;
        }

        if (body.Length > options.MaxBodyBytes)
        {
            problems.Add($"body: {body.Length} bytes, at most {options.MaxBodyBytes} are sent");
        }

        return body;
    }

    private static Uri WithFields(Uri url, Value fields, List<string> problems)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        if (fields.Kind != ValueKind.Object)
        {
            problems.Add("fields: a request without a body takes names with values");
            return url;
        }

        foreach (var (name, value) in fields.AsObject.Members)
        {
            foreach (var item in value.Kind == ValueKind.List ? value.AsList : [value])
            {
                if (item.Kind is ValueKind.List or ValueKind.Object)
                {
                    problems.Add($"fields.{name}: nested, which a query cannot hold");
                }
                else if (!item.IsNull)
                {
                    parameters.Add(new(name, item.ToText()));
                }
            }
        }

        return UrlQuery.Append(url, parameters);
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
