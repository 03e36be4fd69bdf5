using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LeadDelivery.Web.Answers;

/// <summary>An RFC 9457 answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Kind">What went wrong, kebab-case: the last part of <c>type</c>.</param>
/// <param name="Title">The same in a few words; always alike for one kind.</param>
/// <param name="Detail">What happened this time and what would help; never another party's data.</param>
public sealed record Problem(int Status, string Kind, string Title, string Detail) : IResult
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/problem+json";

    private const string TypePrefix = "urn:lead-delivery:problem:";

    /// <summary>Bad input by field; null when the fault lies with none.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>When it is worth trying again; null when that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>One more header, such as <c>WWW-Authenticate</c>.</summary>
    public KeyValuePair<string, string>? Header { get; init; }

    /// <summary>400 with the fields that are wrong.</summary>
    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(400, "invalid-input", "Invalid input", string.Join(" ", errors.SelectMany(e => e.Value.Select(m => $"{e.Key}: {m}."))))
        {
            Errors = errors,
        };

    /// <summary>400 with one field that is wrong.</summary>
    public static Problem Invalid(string field, string message) => Invalid(new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>404 for something that is not here, or not the caller's.</summary>
    public static Problem NotFound(string detail) => new(404, "not-found", "Not found", detail);

    /// <summary>A problem for a bare status.</summary>
    public static Problem OfStatus(int status, string? detail = null) => status switch
    {
        400 => new(400, "bad-request", "Bad request", detail ?? "The request cannot be read."),
        404 => NotFound(detail ?? "There is nothing at this address. GET /api/openapi.json describes what there is."),
        405 => new(405, "method-not-allowed", "Method not allowed", detail ?? "The Allow header names the methods of this address."),
        408 => new(408, "too-slow", "Request timeout", detail ?? "The request came too slowly."),
        413 => new(413, "too-large", "Content too large", detail ?? "The body is too large."),
        415 => new(415, "unsupported-media-type", "Unsupported media type", detail ?? "The content type is not accepted here."),
        500 => new(500, "internal-error", "Internal error", detail ?? "Something failed here. The X-Request-Id finds it in the log."),
        _ => new(status, $"status-{status}", "Request failed", detail ?? "The request was not carried out."),
    };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        if (RetryAfter is { } after)
        {
            response.Headers[HeaderNames.RetryAfter] = ((long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Header is { } header)
        {
            response.Headers[header.Key] = header.Value;
        }

        await JsonAnswer.WriteAsync(httpContext, Write);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", TypePrefix + Kind);
        writer.WriteString("title", Title);
        writer.WriteNumber("status", Status);
        writer.WriteString("detail", Detail);
        if (Errors is not null)
        {
            writer.WriteStartObject("errors");
            foreach (var (field, messages) in Errors)
            {
                writer.WriteStartArray(field);
                foreach (var message in messages)
                {
                    writer.WriteStringValue(message);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
