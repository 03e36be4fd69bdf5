using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Language;

/// <summary>Every template and expression that the documents of the field print runs as they say.</summary>
public sealed class SeedDocumentTests
{
    private const string Lead =
        """
        {
          "id": "01JD", "first_name": "Ann", "last_name": "Lee", "email": "ann@example.com", "phone_1": "555-123-4567",
            "phone_2": "5559876543",
          "state": "CA", "score": 85, "base_score": "70", "quality_bonus": 12, "value": "1500", "monthly_income": "5000",
            "homeowner": "yes",
          "timestamp": "2026-11-21T15:04:05Z", "timezone": "America/Chicago", "product_interest": "auto", "address_1": "1 Main St",
            "city": "Los Angeles",
          "postal_code": "90001", "age": 70, "income": "120000", "lead_type": "purchase", "created_at": "11/21/2026",
            "campaign_id": "C9", "our_field": "x",
          "intent": "buy", "buyer_region": "west"
        }
        """;

    private const string Roots =
        """
        {
          "source": { "name": "PartnerX", "type": "organic", "campaign_id": "S7" },
          "submission": { "timestamp": "2026-11-21T15:04:05Z", "date": "2026-11-21" },
          "delivery": { "attempt": 2, "key": "k" },
          "appended": { "credit_score": 700 }
        }
        """;

    [Theory]
    [InlineData("""{{format phone_1 "(###) ###-####"}}""", "(555) 123-4567")]
    [InlineData("""{{if state "CA" then "California" else state}}""", "California")]
    [InlineData("{{first_name}} {{last_name}}", "Ann Lee")]
    [InlineData("{{appended.credit_score}}", "700")]
    [InlineData("{{lead.first_name}}", "Ann")]
    [InlineData("""{{format lead.phone_1 "##########"}}""", "5551234567")]
    [InlineData("https://api.five9.com/campaigns/{{campaign_id}}/leads", "https://api.five9.com/campaigns/C9/leads")]
    [InlineData("{{#if lead.score > 80}}1{{else}}2{{/if}}", "1")]
    [InlineData("{{lead.timezone}}", "America/Chicago")]
    [InlineData("New Leads - {{lead.product_interest}}", "New Leads - auto")]
    [InlineData("Welcome Series - {{lead.state}}", "Welcome Series - CA")]
    [InlineData("{{our_field}}", "x")]
    [InlineData("""{{format lead.phone_1 "(###) ###-####"}}""", "(555) 123-4567")]
    [InlineData("""{{#compare lead.state "==" "CA"}}California{{/compare}}""", "California")]
    [InlineData("""{{format lead.timestamp "YYYY-MM-DD"}}""", "2026-11-21")]
    [InlineData("{{#if lead.phone_2}}\n  secondaryPhone: {{lead.phone_2}}\n{{/if}}", "  secondaryPhone: 5559876543\n")]
    [InlineData("{{#if lead.score > 70}}\n  priority: \"HIGH\"\n{{else}}\n  priority: \"NORMAL\"  \n{{/if}}", "  priority: \"HIGH\"\n")]
    [InlineData(
        "primary: {{lead.phone_1}}\n      {{#if lead.phone_2}}\n      secondary: {{lead.phone_2}}\n      {{/if}}\n",
        "primary: 555-123-4567\n      secondary: 5559876543\n")]
    [InlineData("{{source.campaign_id}}", "S7")]
    [InlineData("{{now}}", "2026-11-21T15:04:05Z")]
    [InlineData("{{lead.id}}-{{delivery_attempt}}", "01JD-2")]
    [InlineData("{{lead.base_score + lead.quality_bonus}}", "82")]
    [InlineData("{{source.name}}_{{submission.date.format('YYYYMM')}}", "PartnerX_202611")]
    [InlineData("{{lead.value >= 1000 ? 'High' : 'Standard'}}", "High")]
    [InlineData("{{submission.timestamp.format('MM/DD/YYYY')}}", "11/21/2026")]
    [InlineData("{{lead.email.split('@')[1]}}", "example.com")]
    [InlineData("{{lead.monthly_income * 12}}", "60000")]
    [InlineData("{{lead.homeowner == 'yes' ? 'Owner' : 'Renter'}}", "Owner")]
    [InlineData("{{lead.email.isValidEmail() ? lead.email : 'invalid'}}", "ann@example.com")]
    [InlineData("""{{format phone_1 "+1{value}"}}""", "+15551234567")]
    [InlineData("""{{format created_at "YYYY-MM-DD"}}""", "2026-11-21")]
    [InlineData("{{upper state}}", "CA")]
    [InlineData("{{phone_1}}", "555-123-4567")]
    [InlineData("{{lead.last_name}}", "Lee")]
    [InlineData("{{lead.email}}", "ann@example.com")]
    [InlineData("{{lead.phone_1}}", "555-123-4567")]
    [InlineData("{{lead.phone_2}}", "5559876543")]
    [InlineData("{{lead.state}}", "CA")]
    [InlineData("{{lead.score}}", "85")]
    [InlineData("{{lead.id}}", "01JD")]
    [InlineData("{{source.name}}", "PartnerX")]
    [InlineData("{{lead.address_1}}, {{lead.city}} {{lead.postal_code}}", "1 Main St, Los Angeles 90001")]
    [InlineData("{{#if lead_type == \"purchase\"}}{{intent}}{{else}}none{{/if}}", "buy")]
    [InlineData("{{#if state in [\"CA\", \"TX\"]}}West{{else if state in [\"NY\", \"FL\"]}}East{{else}}General{{/if}}", "West")]
    [InlineData("{{if lead.state == 'CA' then 'West'}}", "West")]
    [InlineData(
        "applicant:\n  name:\n    first: {{lead.first_name}}\n    last: {{lead.last_name}}\n  contact:\n    email: {{lead.email}}\n    phone: \n"
        + "      primary: {{lead.phone_1}}\n      {{#if lead.phone_2}}\n      secondary: {{lead.phone_2}}\n      {{/if}}\n  address:\n"
        + "    street: {{lead.address_1}}\n    city: {{lead.city}}\n    state: {{lead.state}}\n    zip: {{lead.postal_code}}\n",
        "applicant:\n  name:\n    first: Ann\n    last: Lee\n  contact:\n    email: ann@example.com\n    phone: \n"
        + "      primary: 555-123-4567\n      secondary: 5559876543\n  address:\n"
        + "    street: 1 Main St\n    city: Los Angeles\n    state: CA\n    zip: 90001\n")]
    public void Template_of_the_documents_gives_what_they_say(string text, string expected)
    {
        var template = Template.Parse(text, out var error);

        Assert.Null(error);
        Assert.Equal(expected, template!.Render(new TestScope(Lead, Roots)));
    }

    [Theory]
    [InlineData("lead.state == 'CA'")]
    [InlineData("lead.age >= 65")]
    [InlineData("lead.income > 100000")]
    [InlineData("source.type == 'organic'")]
    [InlineData("lead_type == \"purchase\"")]
    [InlineData("lead.score > 80")]
    [InlineData("state in ['CA','TX']")]
    [InlineData("state not in ['NY']")]
    [InlineData("state in [\"CA\", \"TX\"]")]
    [InlineData("buyer_region = \"west\"")]
    public void Condition_of_the_documents_holds(string text) => Assert.True(Parsed(text).Holds(new TestScope(Lead, Roots)));

    [Theory]
    [InlineData("status = \"success\"", true)]
    [InlineData("status = \"accepted\"", false)]
    [InlineData("json.status == 'success'", true)]
    [InlineData("body contains 'DUP'", false)]
    [InlineData("json.price == 45", true)]
    [InlineData("body contains 'accepted'", true)]
    [InlineData("json.leadId == 'ABC123' and json.message == 'Lead accepted'", true)]
    public void Rule_for_a_json_reply_is_judged(string text, bool expected)
    {
        const string Body = """{ "status": "success", "leadId": "ABC123", "price": 45.00, "message": "Lead accepted" }""";
        var scope = new TestScope(body: Body).With("json", TestScope.Json(Body)).With("status", Value.Of("success"));

        Assert.Equal(expected, Parsed(text).Holds(scope));
    }

    [Theory]
    [InlineData("//result = \"accepted\"", "true")]
    [InlineData("//id", "12345")]
    [InlineData("//amount", "45.00")]
    [InlineData("xml('//id')", "12345")]
    [InlineData("text('<id>([0-9]+)')", "12345")]
    public void Rule_for_an_xml_reply_reads_it(string text, string expected)
    {
        var scope = new TestScope(body: "<response>\n  <result>accepted</result>\n  <id>12345</id>\n  <amount>45.00</amount>\n</response>");

        Assert.Equal(expected, Parsed(text).Evaluate(scope).ToText());
    }

    [Fact]
    public void Custom_logic_of_the_documents_reads_the_status_and_the_body()
    {
        var scope = new TestScope(roots: """{ "response": { "status": 200, "body": { "created": true, "error": "bad" }, "headers": { "Retry-After": "30" } } }""");

        Assert.True(Parsed("response.status == 200 && response.body.created").Holds(scope));
        Assert.Equal("Invalid data: bad", Parsed("\"Invalid data: \" + response.body.error").Evaluate(scope).ToText());
        Assert.Equal("30", Parsed("response.headers[\"Retry-After\"]").Evaluate(scope).ToText());
    }

    private static Expression Parsed(string text)
    {
        var expression = Expression.Parse(text, out var error);
        Assert.Null(error);
        return expression!;
    }
}
