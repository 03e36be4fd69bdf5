using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Configuration;
using TestScope = LeadDelivery.Core.Tests.Language.TestScope;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

/// <summary>The request that a recipient's file and a lead make.</summary>
internal static class Sending
{
    public const string Lead =
        """{ "first_name": "Zoë", "last_name": "O'Neil & <Söhne>", "age": 30, "phones": ["555-1", "555-2"], "note": "a ]]> b\r\nc" }""";

    private static readonly RequestBuilder Builder = new(new());

    /// <summary>A file with this under <c>endpoint:</c>, and what follows it.</summary>
    public static Recipient Recipient(string endpoint, string content, string url = "https://buyer.example/leads") =>
        Loading.RecipientOf(File(endpoint, content, url));

    public static string File(string endpoint, string content, string url = "https://buyer.example/leads") =>
        $"endpoint:\n  url: \"{url}\"\n{Indented(endpoint)}{content}\n";

    public static OutboundRequest Of(string endpoint, string content, string lead = Lead, string url = "https://buyer.example/leads") =>
        Of(Recipient(endpoint, content, url), lead);

    public static OutboundRequest Of(Recipient recipient, string lead = Lead, string key = "L1-0-1") =>
        Of(recipient, Scope(lead, key));

    public static OutboundRequest Of(Recipient recipient, Scope scope)
    {
        var built = Builder.Build(recipient, scope, false, 1);
        Assert.Empty(built.Problems);
        return built.Request!;
    }

    public static BuiltRequest Try(Recipient recipient, Scope scope) => Builder.Build(recipient, scope, false, 1);

    public static string[] Problems(string endpoint, string content, string lead = Lead) =>
        [.. Try(Recipient(endpoint, content), Scope(lead)).Problems];

    public static TestScope Scope(string lead, string key = "L1-0-1") =>
        new TestScope(lead).With("delivery", Value.Of(ValueObject.From([new("key", Value.Of(key))])));

    public static string Text(OutboundRequest request) => Encoding.UTF8.GetString(request.Body.Span);

    public static string Body(string endpoint, string content, string lead = Lead) => Text(Of(endpoint, content, lead));

    public static string? Header(OutboundRequest request, string name) =>
        request.Headers.Where(h => h.Key == name).Select(h => h.Value).SingleOrDefault();

    private static string Indented(string endpoint) =>
        string.Concat(endpoint.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"  {line}\n"));
}
