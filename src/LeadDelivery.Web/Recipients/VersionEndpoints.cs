using LeadDelivery.Core.Configuration;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadDelivery.Web.Recipients;

/// <summary><c>GET /api/recipients/{id}/versions</c> and <c>…/versions/{from}/diff/{to}</c>.</summary>
internal static class VersionEndpoints
{
    private static readonly Problem UnknownVersion =
        Problem.NotFound("This recipient was not in force in these versions. GET /api/recipients/{id}/versions lists those it changed in.");

    public static async Task<Results<JsonAnswer, Problem>> ListAsync(
        string id, HttpContext context, ICatalogs catalogs, RecipientOperations operations)
    {
        var versions = await operations.Versions(id, context.RequestAborted);
        if (versions.IsEmpty && !catalogs.Current.Recipients.ContainsKey(id))
        {
            return RecipientEndpoints.Unknown;
        }

        return new JsonAnswer(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("versions"u8);
            foreach (var version in versions)
            {
                writer.WriteStartObject();
                writer.WriteString("version"u8, version.Version);
                writer.WriteString("hash"u8, version.Hash);
                writer.WriteString("adopted_at"u8, version.AdoptedAt);
                writer.WriteString("who"u8, version.Who);
                writer.WriteBoolean("current"u8, version.IsCurrent);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    public static async Task<Results<JsonAnswer, Problem>> DiffAsync(
        string id, string from, string to, HttpContext context, RecipientOperations operations)
    {
        if (await operations.Diff(id, from, to, context.RequestAborted) is not { } diff)
        {
            return UnknownVersion;
        }

        return new JsonAnswer(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("recipient"u8, id);
            writer.WriteString("from"u8, from);
            writer.WriteString("to"u8, to);
            writer.WriteStartArray("changes"u8);
            foreach (var change in diff.Changes)
            {
                writer.WriteStartObject();
                writer.WriteString("path"u8, change.Path);
                writer.WriteString("from"u8, change.From);
                writer.WriteString("to"u8, change.To);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("diff"u8, diff.Text);
            writer.WriteEndObject();
        });
    }
}
