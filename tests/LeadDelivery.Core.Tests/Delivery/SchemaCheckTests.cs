using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Delivery;

public sealed class SchemaCheckTests
{
    private const string Schema = """{"properties":{"loan":{"properties":{"amount":{"type":"number"}}},"name":{"maxLength":3}}}""";

    private const string Recipient =
        "endpoint: { url: https://buyer.example/, schema: s.json }\nfields: { loan: { amount: \"{{lead.amount}}\" }, name: \"{{lead.name}}\" }\n";

    [Fact]
    public void Body_that_breaks_the_schema_is_not_sent_and_says_why_without_values()
    {
        var built = Build(Recipient, """{"amount":"secret-amount","name":"Annabel"}""");

        Assert.Null(built.Request);
        Assert.Equal<string>(
            ["schema: /loan/amount: expected number, found string", "schema: /name: expected 3 characters or fewer"], built.Problems);
        Assert.Contains("secret-amount", System.Text.Encoding.UTF8.GetString(built.Draft!.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Body_that_satisfies_the_schema_is_sent() => Assert.NotNull(Build(Recipient, """{"amount":5,"name":"Ann"}""").Request);

    [Theory]
    [InlineData("charset: utf-16")]
    [InlineData("charset: iso-8859-1")]
    [InlineData("compress: true")]
    public void Body_is_checked_before_it_is_encoded(string option)
    {
        var recipient = Recipient.Replace("schema:", option + ", schema:", StringComparison.Ordinal);

        Assert.NotNull(Build(recipient, """{"amount":5,"name":"Zoé"}""").Request);
        Assert.Single(Build(recipient, """{"amount":"x","name":"Zoé"}""").Problems);
    }

    [Fact]
    public void Whole_body_template_is_checked_too()
    {
        const string Template = "endpoint: { url: https://buyer.example/, schema: s.json }\nbody: '{\"loan\":{\"amount\":\"{{lead.amount}}\"}}'\n";

        Assert.Equal<string>(["schema: /loan/amount: expected number, found string"], Build(Template, """{"amount":5}""").Problems);
    }

    [Fact]
    public void Mapping_and_schema_problems_come_together()
    {
        var built = Build(
            Recipient.Replace("name: \"{{lead.name}}\"", "name: { $value: \"{{lead.name}}\", $required: true }", StringComparison.Ordinal),
            """{"amount":"x"}""");

        Assert.Equal<string>(["fields.name: required, but empty", "schema: /loan/amount: expected number, found string"], built.Problems);
    }

    private static BuiltRequest Build(string recipient, string lead) => new RequestBuilder(new()).Build(
        Loading.RecipientWith([("schemas/s.json", Schema)], recipient), new Language.TestScope(lead), test: false, attempt: 1);
}
