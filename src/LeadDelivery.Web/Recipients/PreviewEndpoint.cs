using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadDelivery.Web.Recipients;

/// <summary><c>POST /api/recipients/{id}/preview</c> with <c>{lead, source?, ping?}</c>.</summary>
internal static class PreviewEndpoint
{
    public static async Task<Results<JsonAnswer, Problem>> PostAsync(
        string id, HttpContext context, ICatalogs catalogs, RequestBuilder requests, WebLimits limits, TimeProvider time)
    {
        var catalog = catalogs.Current;
        if (!catalog.Recipients.TryGetValue(id, out var recipient))
        {
            return RecipientEndpoints.Unknown;
        }

        var body = await OperatorBody.ReadAsync(context, limits);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        if (!body.Fields.TryGet("lead", out var lead) || lead.Kind != ValueKind.Object)
        {
            return Problem.Invalid("lead", "expected an object with the lead's fields");
        }

        if (OperatorBody.Text(body.Fields, "source", out var sourceId) is { } wrong)
        {
            return wrong;
        }

        Source? source = null;
        if (sourceId is not null && !catalog.Sources.TryGetValue(sourceId, out source))
        {
            return Problem.Invalid("source", "there is no source of this id");
        }

        if (body.Fields.TryGet("ping", out var ping) && !ping.IsNull && ping != Value.Of(false))
        {
            return Problem.Invalid("ping", ping.Kind == ValueKind.Boolean ? "this recipient has no ping" : "expected true or false");
        }

        var preview = RecipientPreview.Of(catalog, recipient, lead.AsObject, source, requests, time);
        return new JsonAnswer(200, writer => Write(writer, preview));
    }

    private static void Write(Utf8JsonWriter writer, RecipientPreview preview)
    {
        writer.WriteStartObject();
        writer.WriteString("method"u8, preview.Method);
        writer.WriteString("url"u8, preview.Url);
        writer.WriteStartObject("headers"u8);
        foreach (var header in preview.Headers.GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
        {
            writer.WriteString(header.Key, string.Join(", ", header.Select(h => h.Value)));
        }

        writer.WriteEndObject();
        writer.WriteString("body"u8, preview.Body);
        writer.WriteStartArray("problems"u8);
        foreach (var problem in preview.Problems)
        {
            writer.WriteStringValue(problem);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
