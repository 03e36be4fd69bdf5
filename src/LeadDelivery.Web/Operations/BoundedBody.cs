using System.Buffers;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeadDelivery.Web.Operations;

/// <summary>Reads request bodies up to the bound, whatever their announced length.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body, or null where it is too large.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpContext context, WebLimits limits)
    {
        var request = context.Request;
        if (request.ContentLength == 0)
        {
            return [];
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = limits.MaxDrainBytes;
        }

        if (request.ContentLength > limits.MaxBodyBytes)
        {
            await DrainAsync(context, limits);
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var buffer = read.Buffer;
            if (buffer.Length > limits.MaxBodyBytes)
            {
                reader.AdvanceTo(buffer.End);
                await DrainAsync(context, limits);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return body;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>The answer to a body that is too large.</summary>
    public static Problem TooLarge(WebLimits limits) => Problem.OfStatus(413, $"The body is larger than {limits.MaxBodyBytes / 1024} KiB.");

    /// <summary>Throws the rest away, so that a sender who writes first and reads later gets the answer.</summary>
    private static async Task DrainAsync(HttpContext context, WebLimits limits)
    {
        context.Response.Headers.Connection = "close";
        if (context.Request.ContentLength > limits.MaxDrainBytes)
        {
            return;
        }

        long drained = 0;
        while (drained < limits.MaxDrainBytes)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            drained += read.Buffer.Length;
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
