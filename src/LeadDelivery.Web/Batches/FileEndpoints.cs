using System.Globalization;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LeadDelivery.Web.Batches;

/// <summary><c>/api/batches/{id}/files</c>: a batch's files, their rows, and orders for them.</summary>
internal static class FileEndpoints
{
    /// <summary>What may be ordered for a file: the last part of the address.</summary>
    public static readonly string[] Orders = ["release", "resend", "confirm", "discard"];

    private const int UsualPage = 100;
    private const int LargestPage = 500;

    private static readonly Problem Unknown = Problem.NotFound("There is no such file of this batch.");

    private static readonly Problem NotNow = new(
        409, "not-now", "Not now", "The file is not in a state in which that can be ordered: GET it to see where it stands.");

    private static readonly Problem Removed = new(
        410, "file-removed", "File removed", "The archived file is gone: it was kept long enough, or a consumer in it was erased.");

    public static async Task<Results<JsonAnswer, Problem>> ListAsync(
        string id, HttpContext context, ICatalogs catalogs, BatchOperations batches)
    {
        var query = context.Request.Query;
        if (!TryNumber(query["limit"], UsualPage, 1, LargestPage, out var limit))
        {
            return Problem.Invalid("limit", $"expected a number from 1 to {LargestPage}");
        }

        var cursor = query["cursor"].ToString() is { Length: > 0 } text ? text : null;
        if (cursor is not null && UlidFactory.TimeOf(cursor) is null)
        {
            return Problem.Invalid("cursor", "expected the cursor of an earlier page");
        }

        var page = await batches.Reader.FilesAsync(id, cursor, limit, context.RequestAborted);
        if (page.IsEmpty && cursor is null && !catalogs.Current.Batches.ContainsKey(id))
        {
            // One that is no longer configured keeps the files that it has.
            return BatchEndpoints.Unknown;
        }

        return new JsonAnswer(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("files"u8);
            foreach (var file in page)
            {
                BatchJson.Write(writer, id, file);
            }

            writer.WriteEndArray();
            writer.WriteString("cursor"u8, page.Length == limit ? page[^1].Id : null);
            writer.WriteEndObject();
        });
    }

    public static async Task<Results<JsonAnswer, Problem>> GetAsync(
        string id, string file, BatchOperations batches, CancellationToken cancellation) =>
        await batches.Reader.FindAsync(id, file, cancellation) is { } found
            ? new JsonAnswer(200, writer => BatchJson.Write(writer, id, found))
            : Unknown;

    public static async Task<Results<JsonAnswer, Problem>> RowsAsync(string id, string file, HttpContext context, BatchOperations batches)
    {
        var query = context.Request.Query;
        if (!TryNumber(query["limit"], UsualPage, 1, LargestPage, out var limit))
        {
            return Problem.Invalid("limit", $"expected a number from 1 to {LargestPage}");
        }

        if (!TryNumber(query["cursor"], 0, 0, int.MaxValue, out var from))
        {
            return Problem.Invalid("cursor", "expected the cursor of an earlier page");
        }

        if (await batches.Reader.FindAsync(id, file, context.RequestAborted) is null)
        {
            return Unknown;
        }

        var page = await batches.Reader.RowsAsync(id, file, from, limit, context.RequestAborted);
        return new JsonAnswer(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rows"u8);
            foreach (var row in page.Rows)
            {
                writer.WriteStartObject();
                writer.WriteNumber("index"u8, row.Index);
                writer.WriteString("lead_id"u8, row.Lead);
                writer.WriteString("outcome"u8, row.Outcome.Name());
                writer.WriteString("reason"u8, row.Reason);
                writer.WriteString("recipient_lead_id"u8, row.RecipientLeadId);
                BatchJson.WriteNumber(writer, "price"u8, row.Price);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("cursor"u8, page.Next?.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        });
    }

    public static async Task<Results<FileStreamHttpResult, Problem>> DownloadAsync(
        string id, string file, HttpContext context, BatchOperations batches)
    {
        if (await batches.Reader.FindAsync(id, file, context.RequestAborted) is not { } found)
        {
            return Unknown;
        }

        if (await batches.Reader.OpenAsync(id, found, context.RequestAborted) is not { } content)
        {
            return found.File.Name is null || !found.File.Removed ? NotNow : Removed;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            content, "application/octet-stream", found.File.Name,
            entityTag: found.File.Sha256 is { } digest ? new EntityTagHeaderValue($"\"{digest}\"") : null);
    }

    public static async Task<Results<JsonAnswer, Problem>> OrderAsync(
        string id, string file, string order, HttpContext context, BatchOperations batches)
    {
        var status = await batches.Orders.OrderAsync(id, file, order, OperatorKey.Name, context.RequestAborted);
        return status == OrderStatus.Done ? BatchJson.Ordered(202, id, file) : Refused(status, new());
    }

    /// <summary>Why an order was not taken.</summary>
    public static Problem Refused(OrderStatus status, WebLimits limits) => status switch
    {
        OrderStatus.Unknown => Unknown,
        OrderStatus.Removed => Removed,
        OrderStatus.Busy => new(503, "busy", "Busy", "The rows of another file are being decided, or the host is busy: try again after a moment.")
        {
            RetryAfter = limits.RetryAfterBusy,
        },
        _ => NotNow,
    };

    private static bool TryNumber(string? text, int usual, int least, int most, out int number)
    {
        number = usual;
        return string.IsNullOrEmpty(text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
    }
}
