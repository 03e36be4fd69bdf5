using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Answers;

/// <summary>A JSON answer that writes itself.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Write">Writes the whole document.</param>
public sealed record JsonAnswer(int Status, Action<Utf8JsonWriter> Write) : IResult
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/json";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _cached;

    /// <summary>The <c>Location</c> header; null for none.</summary>
    public string? Location { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = ContentType;
        if (Location is not null)
        {
            httpContext.Response.Headers.Location = Location;
        }

        return WriteAsync(httpContext, Write);
    }

    /// <summary>Writes one document with its length; the status and content type are set already.</summary>
    internal static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        // Taken, not borrowed: should the write below yield, another request on this thread makes its own pair.
        var (buffer, writer) = _cached ?? Create();
        _cached = null;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer);
        writer.Flush();
        context.Response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        }

        // A writer that grew with one large answer is not worth keeping.
        if (buffer.Capacity <= LargestKept)
        {
            _cached = (buffer, writer);
        }
    }

    /// <summary>Buffers up to this size are kept per thread, bytes: an answer with 20 deliveries is below 4 KiB.</summary>
    private const int LargestKept = 16 * 1024;

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Create()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new Utf8JsonWriter(buffer, Options));
    }
}
