using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>The formats by the word that names them in <c>endpoint.format</c>. A new one is its own file and one line here.</summary>
internal static class RequestFormats
{
    public static IReadOnlyDictionary<string, RequestFormat> All { get; } = new Dictionary<string, RequestFormat>
    {
        ["json"] = new JsonFormat(),
        ["xml"] = new XmlFormat(),
        ["soap"] = new SoapFormat(),
        ["form"] = new FormFormat(),
        ["query"] = new QueryFormat(),
        ["multipart"] = new MultipartFormat(),
        ["text"] = new TextFormat(),
    };

    /// <summary>The format of the mapped fields. A GET or DELETE carries those of a JSON or form recipient in its query.</summary>
    public static RequestFormat OfFields(Endpoint endpoint) =>
        All[endpoint.Method is "GET" or "DELETE" && endpoint.Format is "json" or "form" ? "query" : endpoint.Format];

    /// <summary>
    /// The format of a whole-body template: what the Content-Type header calls JSON, XML or a form is that, else it is the format that
    /// the configuration names; without either it is text under another type, and JSON under none.
    /// </summary>
    public static RequestFormat OfBody(Endpoint endpoint, string? contentType) =>
        Named(contentType, "json") ? All["json"]
        : Named(contentType, "x-www-form-urlencoded") ? All["form"]
        : Named(contentType, "xml") ? All[endpoint.Format == "soap" ? "soap" : "xml"]
        : endpoint.IsFormatGiven || contentType is null ? All[endpoint.Format]
        : All["text"];

    private static bool Named(string? contentType, string part) =>
        contentType?.Split(';')[0].Contains(part, StringComparison.OrdinalIgnoreCase) ?? false;
}
