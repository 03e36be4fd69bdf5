using System.Globalization;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Tests.Language;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Specs;

/// <summary>The recipients under samples/specs, with the stand-ins of its example.env for their secrets.</summary>
internal static class SpecSamples
{
    private const string Sent =
        """
        {"first_name":"Zoë","last_name":"O'Neil & Sons","email":"Zoe.ONeil@Example.com","phone_1":"(512) 555-0142",
         "address_1":"12 Main St #4","city":"Austin","state":"Texas","postal_code":"78701","dob":"4/7/1985","ip_address":"203.0.113.9",
         "landing_page":"https://quotes.example.com/auto?a=b","homeowner":"yes","consent_text":"I agree to be called.",
         "xxTrustedFormCertUrl":"https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567",
         "universal_leadid":"01234567-89AB-CDEF-0123-456789ABCDEF"}
        """;

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 15, 4, 5, TimeSpan.Zero);

    /// <summary>The folder itself.</summary>
    public static string Folder { get; } = WorkingCopy.PathOf("samples", "specs");

    public static Catalog Catalog { get; } = Load();

    public static string Read(string recipient, int status, string body)
    {
        var verdict = ReplyReader.Read(Catalog.Recipients[recipient], Reply(status, body), Scope(recipient));
        var line = new StringBuilder(verdict.Outcome.Name());
        line.Append(verdict.RetryClass is { } again ? $" retry={again}" : "").Append(verdict.Unauthorized ? " unauthorized" : "")
            .Append(verdict.RecipientLeadId is { } id ? $" lead_id={id}" : "").Append(verdict.Reason is { } why ? $" reason={why}" : "")
            .Append(verdict.Price is { } price ? string.Create(CultureInfo.InvariantCulture, $" price={price}") : "")
            .Append(verdict.RedirectUrl is { } url ? $" redirect={url}" : "");
        return Captured(line, verdict.Captured);
    }

    public static string ReadPing(string recipient, int status, string body)
    {
        var bid = BidReader.Read(Catalog.Recipients[recipient], Reply(status, body), Scope(recipient));
        var line = new StringBuilder(bid.Outcome.Name());
        if (bid.Outcome != Outcome.Success)
        {
            return line.Append($" reason={bid.Reason}").ToString();
        }

        line.Append(string.Create(CultureInfo.InvariantCulture, $" bid={bid.Price}")).Append(bid.PingId is { } id ? $" ping_id={id}" : "")
            .Append(bid.ExpiresIn is { } expires ? $" expires={expires.TotalSeconds}" : "");
        return Captured(line, bid.Captured);
    }

    /// <summary>The whole request as it would go out, credentials included.</summary>
    public static string Request(string recipient, bool ping)
    {
        var call = ping ? Catalog.Recipients[recipient].Ping!.Call : Catalog.Recipients[recipient];
        var scope = Scope(recipient);
        var built = new RequestBuilder(new RequestBuilderOptions()).Build(call, scope, test: false, attempt: 1);
        Assert.Empty(built.Problems);
        var request = RequestAuthenticator.Preview(built.Request!, scope);
        var text = new StringBuilder($"{request.Method} {request.Url.AbsoluteUri}\n");
        foreach (var (name, value) in request.Headers)
        {
            text.Append($"{name}: {value}\n");
        }

        return text.Append(request.ContentType is { } type ? $"Content-Type: {type}\n" : "")
            .Append($"\n{Encoding.UTF8.GetString(request.Body.Span)}\n").ToString();
    }

    private static string Captured(StringBuilder line, ValueObject captured) =>
        captured.Members.Aggregate(line, (text, value) => text.Append($" {value.Key}={value.Value.ToText()}")).ToString();

    private static ChannelReply Reply(int status, string body) => new()
    {
        Category = SendCategory.Answered,
        Status = status,
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = "text/html; charset=utf-8",
    };

    private static LeadScope Scope(string recipient)
    {
        var (source, flow) = (Catalog.Sources["partner"], Catalog.Flows["insurance"]);
        var lead = LeadIntake.Draft(
            new(Catalog, source, flow, TestScope.Json(Sent).AsObject, false, null, default), "01JD0000000000000000000000", Now, LeadKey.None);
        return new(lead, source, flow, Now)
        {
            Recipient = Catalog.Recipients[recipient],
            DeliveryKey = "01JD0000000000000000000000-1",
            Attempt = 1,
            Ping = ValueObject.From([new("id", Value.Of("PING-1")), new("bid", Value.Of(18m)), new("bid_id", Value.Of("BID-1"))]),
        };
    }

    private static Catalog Load()
    {
        var secrets = File.ReadLines(Path.Combine(Folder, "example.env"))
            .Where(line => line.Contains('=') && !line.StartsWith('#'))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var result = CatalogLoader.Load(ConfigurationFolder.Read(Folder), new Stand(secrets));
        Assert.Empty(result.Mistakes);
        return result.Catalog!;
    }

    private sealed class Stand(Dictionary<string, string> secrets) : ISecretStore
    {
        public string? Find(string name) => secrets.GetValueOrDefault(name);
    }
}
