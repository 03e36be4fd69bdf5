using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LeadDelivery.Web.OpenApi;

/// <summary><c>GET /api/openapi.json</c>, and the same at the root: the description of every endpoint, for anyone.</summary>
internal static class OpenApiEndpoint
{
    private static readonly byte[] Document = Load();

    public static void MapOpenApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/api/openapi.json", Methods.Read, Get);
        endpoints.MapMethods("/openapi.json", Methods.Read, Get);
    }

    private static FileContentHttpResult Get() => TypedResults.Bytes(Document, JsonAnswer.ContentType);

    private static byte[] Load()
    {
        using var stream = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream("openapi.json")
            ?? throw new InvalidOperationException("openapi.json is not embedded");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
