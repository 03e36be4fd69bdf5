using System.Net.Http.Headers;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>What a Content-Type header says about how the body is written.</summary>
internal static class ContentTypes
{
    /// <summary>The charset it names, where that is one for bodies; else null.</summary>
    public static Charset? Charset(string? contentType) =>
        contentType is not null && MediaTypeHeaderValue.TryParse(contentType, out var type) && type.CharSet is { } name
            ? Formats.Charset.Find(name.Trim('"')) : null;

    /// <summary>The boundary it names; null for none.</summary>
    public static bool HasBoundary(string contentType) =>
        contentType.Contains("boundary=", StringComparison.OrdinalIgnoreCase);
}
