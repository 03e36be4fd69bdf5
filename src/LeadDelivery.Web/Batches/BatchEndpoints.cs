using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadDelivery.Web.Batches;

/// <summary>Everything under <c>/api/batches</c>: operators only.</summary>
internal static class BatchEndpoints
{
    internal static readonly Problem Unknown = Problem.NotFound("There is no batch of this id.");

    public static void MapBatches(this IEndpointRouteBuilder endpoints)
    {
        var key = endpoints.ServiceProvider.GetRequiredService<OperatorKey>();
        var operators = endpoints.MapGroup("/api/batches").AddEndpointFilter(key.FilterAsync);
        operators.MapMethods("", Methods.Read, ListAsync);
        operators.MapMethods("/{id}", Methods.Read, GetAsync);
        operators.MapPost("/{id}/run", RunAsync);
        operators.MapPost("/{id}/hold", HoldAsync);
        operators.MapPost("/{id}/release", ReleaseAsync);
        operators.MapMethods("/{id}/files", Methods.Read, FileEndpoints.ListAsync);
        operators.MapMethods("/{id}/files/{file}", Methods.Read, FileEndpoints.GetAsync);
        operators.MapMethods("/{id}/files/{file}/rows", Methods.Read, FileEndpoints.RowsAsync);
        operators.MapMethods("/{id}/files/{file}/download", Methods.Read, FileEndpoints.DownloadAsync);
        foreach (var order in FileEndpoints.Orders)
        {
            operators.MapPost($"/{{id}}/files/{{file}}/{order}", (string id, string file, HttpContext context, BatchOperations batches) =>
                FileEndpoints.OrderAsync(id, file, order, context, batches));
        }
    }

    private static async Task<JsonAnswer> ListAsync(ICatalogs catalogs, BatchOperations batches, CancellationToken cancellation)
    {
        var views = new List<BatchView>();
        foreach (var batch in catalogs.Current.Batches.Values.OrderBy(batch => batch.Id, StringComparer.Ordinal))
        {
            views.Add(await batches.Reader.ViewAsync(batch, cancellation));
        }

        return new(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("batches"u8);
            foreach (var view in views)
            {
                BatchJson.Write(writer, view);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static async Task<Results<JsonAnswer, Problem>> GetAsync(
        string id, ICatalogs catalogs, BatchOperations batches, CancellationToken cancellation) =>
        catalogs.Current.Batches.TryGetValue(id, out var batch) ? await AnswerAsync(batch, batches, cancellation) : Unknown;

    private static async Task<Results<JsonAnswer, Problem>> RunAsync(
        string id, ICatalogs catalogs, BatchOperations batches, WebLimits limits, CancellationToken cancellation)
    {
        if (!catalogs.Current.Batches.TryGetValue(id, out var batch))
        {
            return Unknown;
        }

        var (status, file) = await batches.Orders.RunAsync(batch, OperatorKey.Name, cancellation);
        return status switch
        {
            OrderStatus.Done => BatchJson.Ordered(202, id, file!),
            OrderStatus.NothingWaits => new JsonAnswer(200, writer =>
            {
                writer.WriteStartObject();
                writer.WriteNull("file"u8);
                writer.WriteString("reason"u8, "nothing waits, and when_empty is skip"u8);
                writer.WriteEndObject();
            }),
            _ => FileEndpoints.Refused(status, limits),
        };
    }

    private static Task<Results<JsonAnswer, Problem>> HoldAsync(
        string id, ICatalogs catalogs, BatchOperations batches, WebLimits limits, CancellationToken cancellation) =>
        SetAsync(id, true, catalogs, batches, limits, cancellation);

    private static Task<Results<JsonAnswer, Problem>> ReleaseAsync(
        string id, ICatalogs catalogs, BatchOperations batches, WebLimits limits, CancellationToken cancellation) =>
        SetAsync(id, false, catalogs, batches, limits, cancellation);

    private static async Task<Results<JsonAnswer, Problem>> SetAsync(
        string id, bool held, ICatalogs catalogs, BatchOperations batches, WebLimits limits, CancellationToken cancellation)
    {
        if (!catalogs.Current.Batches.TryGetValue(id, out var batch))
        {
            return Unknown;
        }

        var status = await batches.Orders.HoldAsync(id, held, OperatorKey.Name, cancellation);
        return status == OrderStatus.Done ? await AnswerAsync(batch, batches, cancellation) : FileEndpoints.Refused(status, limits);
    }

    private static async Task<JsonAnswer> AnswerAsync(Batch batch, BatchOperations batches, CancellationToken cancellation)
    {
        var view = await batches.Reader.ViewAsync(batch, cancellation);
        return new(200, writer => BatchJson.Write(writer, view));
    }
}
