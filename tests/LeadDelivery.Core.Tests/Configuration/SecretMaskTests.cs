using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Tests.Delivery.Formats;

namespace LeadDelivery.Core.Tests.Configuration;

public class SecretMaskTests
{
    private const string Secret = "p&<\"'>! ä()";

    [Theory]
    [InlineData("format: json")]
    [InlineData("format: xml")]
    [InlineData("format: xml\nxml: { cdata: [ a ] }")]
    [InlineData("format: soap")]
    [InlineData("format: form")]
    [InlineData("format: form\nascii: true")]
    [InlineData("format: query")]
    [InlineData("format: multipart")]
    [InlineData("format: text\ncompress: true\ncharset: utf-16")]
    public void Secret_in_a_field_is_masked_in_every_format(string endpoint)
    {
        var file = Sending.File(endpoint, "fields: { a: '${KEY}' }");
        var catalog = Loading.Good(new FakeSecrets(("KEY", Secret)), ("recipients/ok.yaml", file));
        var preview = RequestPreview.Of(Sending.Of(catalog.Recipients["ok"]), catalog.Mask);

        Assert.Contains("***", preview.Url + preview.Body);
        Assert.DoesNotContain("p&", preview.Url + preview.Body);
        Assert.DoesNotContain("()", preview.Url + preview.Body);
        Assert.DoesNotContain("%28%29", preview.Url + preview.Body);
    }

    [Fact]
    public void Secret_in_an_attribute_and_in_a_body_template_is_masked()
    {
        Assert.Equal("<a b=\"***\">***</a>", Shown("format: xml\nxml: { declaration: false }",
            "fields: { a: { '@b': '${KEY}', '#text': '${KEY}' } }"));
        Assert.Equal("<a b='***'>***</a>", Shown("format: xml", "body: \"<a b='{{lead.x}}'>{{lead.x}}</a>\""));
    }

    private static string Shown(string endpoint, string content)
    {
        var catalog = Loading.Good(new FakeSecrets(("KEY", Secret)), ("recipients/ok.yaml", Sending.File(endpoint, content)));
        var lead = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["x"] = Secret });
        return RequestPreview.Of(Sending.Of(catalog.Recipients["ok"], lead),
            content.StartsWith("body") ? SecretMask.Of([Secret]) : catalog.Mask).Body;
    }
}
