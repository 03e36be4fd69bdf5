using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>Sends requests to a worker's API as a function does.</summary>
internal static class FunctionCall
{
    /// <param name="key">The operator's, else a source's.</param>
    public static async Task<(int Status, JsonElement Body)> SendAsync(
        RequestDelegate api, string method, string path, object? body, string key, string? idempotencyKey = null)
    {
        var context = new DefaultHttpContext { RequestServices = new NoServices() };
        context.Request.Method = method;
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("leads.example");
        var (address, query) = path.Split('?') is [var first, var second] ? (first, "?" + second) : (path, "");
        (context.Request.Path, context.Request.QueryString) = (address, new QueryString(query));
        if (key == Worker.OperatorKey)
        {
            context.Request.Headers.Authorization = "Bearer " + key;
        }
        else
        {
            context.Request.Headers["X-Api-Key"] = key;
        }

        if (idempotencyKey is not null)
        {
            context.Request.Headers["Idempotency-Key"] = idempotencyKey;
        }

        if (body is not null)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(body);
            context.Request.ContentType = "application/json";
            context.Request.ContentLength = json.Length;
            context.Request.Body = new MemoryStream(json);
        }

        var answer = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        await api(context);
        await context.Response.BodyWriter.FlushAsync();
        var text = Encoding.UTF8.GetString(answer.ToArray());
        return (context.Response.StatusCode, text is ['{' or '[', ..] ? JsonDocument.Parse(text).RootElement : default);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
