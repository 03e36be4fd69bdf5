using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadDelivery.Web.Recipients;

/// <summary><c>POST /api/recipients/{id}/preview</c> with <c>{lead, source?, ping?, test?}</c>.</summary>
internal static class PreviewEndpoint
{
    public static async Task<Results<JsonAnswer, Problem>> PostAsync(
        string id, HttpContext context, ICatalogs catalogs, RequestBuilder requests, WebLimits limits, TimeProvider time)
    {
        var (trial, isTest, problem) = await TrialBody.ReadAsync(id, context, catalogs, limits, "test", needsLead: true);
        if (trial is null)
        {
            return problem!;
        }

        var preview = RecipientPreview.Of(trial with { ToSandbox = isTest }, requests, time);
        return new JsonAnswer(200, writer =>
        {
            writer.WriteStartObject();
            WriteRequest(writer, preview);
            WriteProblems(writer, preview.Problems);
            writer.WriteEndObject();
        });
    }

    /// <summary>The members <c>method</c>, <c>url</c>, <c>headers</c> and <c>body</c>.</summary>
    internal static void WriteRequest(Utf8JsonWriter writer, RecipientPreview preview)
    {
        writer.WriteString("method"u8, preview.Method);
        writer.WriteString("url"u8, preview.Url);
        WriteHeaders(writer, preview.Headers);
        writer.WriteString("body"u8, preview.Body);
    }

    /// <summary>The member <c>headers</c>: those of one name are joined.</summary>
    internal static void WriteHeaders(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, string>> headers)
    {
        writer.WriteStartObject("headers"u8);
        foreach (var header in headers.GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
        {
            writer.WriteString(header.Key, string.Join(", ", header.Select(h => h.Value)));
        }

        writer.WriteEndObject();
    }

    /// <summary>The member <c>problems</c>.</summary>
    internal static void WriteProblems(Utf8JsonWriter writer, IEnumerable<string> problems)
    {
        writer.WriteStartArray("problems"u8);
        foreach (var problem in problems)
        {
            writer.WriteStringValue(problem);
        }

        writer.WriteEndArray();
    }
}
