using System.Text;
using Microsoft.Net.Http.Headers;

namespace LeadDelivery.Web.Bodies;

/// <summary>The families of content types a lead comes in.</summary>
public enum BodyFormat : byte
{
    /// <summary><c>application/json</c>, <c>text/json</c> and <c>application/*+json</c>.</summary>
    Json = 1,

    /// <summary><c>application/x-www-form-urlencoded</c>.</summary>
    Form = 2,

    /// <summary><c>application/xml</c>, <c>text/xml</c> and <c>application/*+xml</c>.</summary>
    Xml = 3,
}

/// <summary>What a <c>Content-Type</c> header says.</summary>
/// <param name="Format">The family.</param>
/// <param name="Charset">Null where it says none: then a byte order mark decides, an XML declaration, else UTF-8.</param>
public readonly record struct BodyType(BodyFormat Format, Encoding? Charset)
{
    /// <summary>What the <c>Accept-Post</c> header offers.</summary>
    public const string Accepted = "application/json, application/x-www-form-urlencoded, application/xml, text/xml";

    // Sources of this trade still send windows-1252; .NET knows it only through this provider.
    static BodyType() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads the header; null when its type or charset is not accepted.</summary>
    public static BodyType? Parse(string? contentType)
    {
        switch (contentType)
        {
            case "application/json" or "application/json; charset=utf-8":
                return new(BodyFormat.Json, null);
            case "application/x-www-form-urlencoded":
                return new(BodyFormat.Form, null);
        }

        if (contentType is null || !MediaTypeHeaderValue.TryParse(contentType, out var type) || Family(type) is not { } format)
        {
            return null;
        }

        if (!type.Charset.HasValue || type.Charset.Length == 0)
        {
            return new(format, null);
        }

        return Find(HeaderUtilities.RemoveQuotes(type.Charset).Value!) is { } charset ? new(format, charset) : null;
    }

    private static BodyFormat? Family(MediaTypeHeaderValue type) => type.MediaType.Value!.ToLowerInvariant() switch
    {
        "application/json" or "text/json" => BodyFormat.Json,
        "application/x-www-form-urlencoded" => BodyFormat.Form,
        "application/xml" or "text/xml" => BodyFormat.Xml,
        var other when other.StartsWith("application/", StringComparison.Ordinal) =>
            other.EndsWith("+json", StringComparison.Ordinal) ? BodyFormat.Json
            : other.EndsWith("+xml", StringComparison.Ordinal) ? BodyFormat.Xml
            : null,
        _ => null,
    };

    private static Encoding? Find(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
