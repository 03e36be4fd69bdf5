using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Language;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

public sealed class FixedSchemeTests
{
    [Fact]
    public void Every_scheme_adds_its_proof_and_the_preview_shows_none_of_it()
    {
        var recipient = Recipient("https://api.buyer.example/leads?v=1") with
        {
            Fields = Fields("""{"again":"{{lead.x}}"}"""),
            Auth =
            [
                new ApiKeyAuth("X-Key", null, "abc"), new ApiKeyAuth(null, "api_key", "s&p"), new BasicAuth("us", "pä"),
                new BearerAuth("tok\n"),
                new HeadersAuth([new("X-Partner", "pp")]),
            ],
        };
        var request = Applied(recipient, Lead("verysecret"));
        Assert.Equal("https://api.buyer.example/leads?v=1&api_key=s%26p", request.Url.AbsoluteUri);
        Assert.Equal(["X-Key: abc", "Authorization: Bearer tok", "X-Partner: pp"], Lines(request.Headers));
        var preview = RequestPreview.Of(request, SecretMask.Of(["verysecret"]));
        Assert.Equal("https://api.buyer.example/leads?v=1&api_key=***", preview.Url);
        Assert.Equal(["X-Key: ***", "Authorization: ***", "X-Partner: ***", "Content-Type: application/json"], Lines(preview.Headers));
        Assert.Equal("""{"again":"***"}""", preview.Body);
    }

    [Fact]
    public void Basic_authentication_is_utf8()
    {
        var request = Applied(Recipient() with { Auth = [new BasicAuth("us", "pä")] });
        Assert.Equal(["Authorization: Basic dXM6cMOk"], Lines(request.Headers));
    }

    private static OutboundRequest Applied(Recipient recipient, Scope? scope = null)
    {
        var built = new RequestBuilder(new()).Build(recipient, scope ?? Seen, false, 1);
        Assert.Empty(built.Problems);
        return RequestAuthenticator.Preview(built.Request!, scope ?? Seen);
    }

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.Select(h => $"{h.Key}: {h.Value}");

    private static TestScope Lead(string x) => new TestScope().With("lead", Value.Of(ValueObject.From([new("x", Value.Of(x))])));
}
