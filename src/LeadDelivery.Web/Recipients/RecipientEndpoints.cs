using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadDelivery.Web.Recipients;

/// <summary>Everything under <c>/api/recipients</c>: operators only.</summary>
internal static class RecipientEndpoints
{
    internal static readonly Problem Unknown = Problem.NotFound("There is no recipient of this id.");

    public static void MapRecipients(this IEndpointRouteBuilder endpoints)
    {
        var key = endpoints.ServiceProvider.GetRequiredService<OperatorKey>();
        var operators = endpoints.MapGroup("/api/recipients").AddEndpointFilter(key.FilterAsync);
        operators.MapMethods("", Methods.Read, ListAsync);
        operators.MapMethods("/{id}", Methods.Read, GetAsync);
        operators.MapPost("/{id}/pause", StandingEndpoints.PauseAsync);
        operators.MapPost("/{id}/resume", StandingEndpoints.ResumeAsync);
        operators.MapPost("/{id}/circuit", StandingEndpoints.CircuitAsync);
        operators.MapPost("/{id}/preview", PreviewEndpoint.PostAsync);
        operators.MapPost("/{id}/test", TestEndpoint.PostAsync);
        operators.MapMethods("/{id}/balance", Methods.Read, BalanceEndpoints.GetAsync);
        operators.MapPost("/{id}/balance", BalanceEndpoints.PostAsync);
        operators.MapMethods("/{id}/versions", Methods.Read, VersionEndpoints.ListAsync);
        operators.MapMethods("/{id}/versions/{from}/diff/{to}", Methods.Read, VersionEndpoints.DiffAsync);
    }

    private static async Task<JsonAnswer> ListAsync(ICatalogs catalogs, RecipientOperations operations, CancellationToken cancellation)
    {
        var current = catalogs.Current;
        await Task.WhenAll(current.Recipients.Values.Select(recipient => operations.Refresh(recipient, cancellation).AsTask()));
        return new(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("recipients"u8);
            foreach (var recipient in current.Recipients.Values.OrderBy(r => r.Id, StringComparer.Ordinal))
            {
                Write(writer, recipient, current, operations.Standing(recipient));
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static async Task<Results<JsonAnswer, Problem>> GetAsync(
        string id, ICatalogs catalogs, RecipientOperations operations, CancellationToken cancellation)
    {
        if (!catalogs.Current.Recipients.TryGetValue(id, out var recipient))
        {
            return Unknown;
        }

        await operations.Refresh(recipient, cancellation);
        return Answer(recipient, catalogs.Current, operations);
    }

    /// <summary>The recipient as configured, and how it stands.</summary>
    internal static JsonAnswer Answer(Recipient recipient, Catalog catalog, RecipientOperations operations)
    {
        var standing = operations.Standing(recipient);
        return new(200, writer => Write(writer, recipient, catalog, standing));
    }

    private static void Write(Utf8JsonWriter writer, Recipient recipient, Catalog catalog, RecipientStanding standing)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, recipient.Id);
        writer.WriteString("name"u8, recipient.Name);
        writer.WriteString("type"u8, recipient.Type);
        StandingJson.Write(writer, recipient, standing);
        writer.WriteString("currency"u8, recipient.Currency);
        if (recipient.Endpoint is { } endpoint)
        {
            writer.WriteString("method"u8, endpoint.Method);
            writer.WriteString("url"u8, catalog.Mask.Apply(LiteralPart(endpoint.Url.Text)));
            writer.WriteString("format"u8, endpoint.Format);
        }

        if (recipient.Review is { } review)
        {
            writer.WriteString("approve"u8, review.Approve);
        }

        writer.WriteNumber("concurrency"u8, recipient.Concurrency);
        writer.WriteStartObject("retry"u8);
        writer.WriteNumber("attempts"u8, recipient.Retry.Attempts);
        writer.WriteEndObject();
        writer.WriteStartObject("docs"u8);
        foreach (var (name, text) in recipient.Docs.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            writer.WriteString(name, catalog.Mask.Apply(text));
        }

        writer.WriteEndObject();
        writer.WriteString("config_version"u8, catalog.Version);
        writer.WriteEndObject();
    }

    /// <summary>The URL up to its query or first template: what follows may hold secrets that no mask knows.</summary>
    internal static string LiteralPart(string url)
    {
        var end = url.AsSpan().IndexOfAny('?', '{', '#');
        var literal = end < 0 ? url : url[..end];
        var authority = literal.IndexOf("://", StringComparison.Ordinal) + 3;
        var at = literal.IndexOf('@', Math.Max(0, authority));
        var path = authority < 3 ? -1 : literal.IndexOf('/', authority);
        return authority >= 3 && at >= 0 && (path < 0 || at < path) ? literal[..authority] + literal[(at + 1)..] : literal;
    }
}
