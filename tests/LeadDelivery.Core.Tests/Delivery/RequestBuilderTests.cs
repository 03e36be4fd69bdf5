using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Language;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery;

public sealed class RequestBuilderTests
{
    private static readonly RequestBuilder Builder = new(new() { SandboxAddress = new("http://127.0.0.1:7071") });

    [Fact]
    public void A_mapped_lead_becomes_a_json_post()
    {
        var recipient = Recipient() with { Fields = Fields("""{"firstName":"{{lead.first_name}}","age":"{{age}}"}""") };
        var request = Built(recipient);
        Assert.Equal(("POST", "application/json"), (request.Method, request.ContentType));
        Assert.Equal("https://api.buyer.example/leads", request.Url.AbsoluteUri);
        Assert.Equal("""{"firstName":"Zoë","age":30}""", Encoding.UTF8.GetString(request.Body.Span));
    }

    [Theory]
    [InlineData("https://api.buyer.example/leads/{{lead.x}}?q={{lead.x}}", "a b&c=d/e?f#g",
        "https://api.buyer.example/leads/a%20b%26c%3Dd%2Fe%3Ff%23g?q=a%20b%26c%3Dd%2Fe%3Ff%23g")]
    [InlineData("https://{{lead.x}}.buyer.example/leads", "west", "https://west.buyer.example/leads")]
    [InlineData("{{lead.x}}/leads", "https://west.buyer.example", "https://west.buyer.example/leads")]
    [InlineData("{{if lead.x == 'w' then 'https://west.buyer.example/in' else 'https://east.buyer.example/in'}}", "w",
        "https://west.buyer.example/in")]
    [InlineData("{{#if lead.x}}https://a.example/{{lead.x}}{{/if}}", "https://b.example?k=v",
        "https://a.example/https%3A%2F%2Fb.example%3Fk%3Dv")]
    [InlineData("/sandbox/{{lead.x}}", "accept", "http://127.0.0.1:7071/sandbox/accept")]
    public void Values_are_escaped_for_their_place_in_the_url(string template, string value, string url) =>
        Assert.Equal(url, Built(Recipient(template), Lead(value)).Url.AbsoluteUri);

    [Theory]
    [InlineData("https://{{lead.x}}.buyer.example/leads", "evil.example/")]
    [InlineData("https://{{lead.x}}.buyer.example/leads", "evil.example#")]
    [InlineData("https://{{lead.x}}/leads", "user@evil.example")]
    [InlineData("{{lead.x}}", "file:///etc/passwd")]
    [InlineData("{{lead.x}}", "/etc/passwd")]
    [InlineData("{{lead.x}}", "ftp://evil.example/")]
    [InlineData("{{lead.x}}", "")]
    [InlineData("{{lead.x}}", "https://user:pass@evil.example/")]
    [InlineData("https://api.buyer.example/leads/{{lead.x}}/new", "..")]
    [InlineData("https://api.buyer.example/leads/{{lead.x}}", ".")]
    [InlineData("/sandbox/{{lead.x}}/api", "..")]
    public void A_value_that_leads_elsewhere_is_a_problem(string template, string value)
    {
        var built = Builder.Build(Recipient(template), Lead(value), false, 1);
        Assert.Null(built.Request);
        Assert.StartsWith("url:", Assert.Single(built.Problems));
        Assert.DoesNotContain("evil", built.Problems[0]);
    }

    [Fact]
    public void No_value_moves_a_url_off_its_literal_host()
    {
        var recipient = Recipient("https://api.buyer.example:8443/leads/{{lead.x}}/a?b={{lead.x}}");
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), value =>
        {
            var built = Builder.Build(recipient, Lead(value), false, 1);
            return built.Request is not { } request
                || (request.Url.GetLeftPart(UriPartial.Authority) == "https://api.buyer.example:8443" && request.Url.Fragment.Length == 0
                    && request.Url.AbsolutePath.EndsWith("/a", StringComparison.Ordinal)
                    && request.Url.Query.IndexOf('&', StringComparison.Ordinal) < 0);
        }));
    }

    [Fact]
    public void The_sandbox_is_the_host_s_own_and_only_by_its_template()
    {
        Assert.True(Built(Recipient("/sandbox/accept")).OwnHost);
        Assert.False(Built(Recipient("http://127.0.0.1:7071/sandbox/accept")).OwnHost);
        Assert.False(Built(Recipient("{{lead.x}}"), Lead("http://127.0.0.1:7071/sandbox/accept")).OwnHost);
        Assert.NotEmpty(new RequestBuilder(new()).Build(Recipient("/sandbox/accept"), Seen, false, 1).Problems);
    }

    [Fact]
    public void A_test_lead_goes_to_the_sandbox_url_or_nowhere()
    {
        var none = Builder.Build(Recipient(), Seen, test: true, 1);
        Assert.Equal((null, true, 0), (none.Request, none.NoSandbox, none.Problems.Length));
        var recipient = Recipient();
        recipient = recipient with { Endpoint = recipient.Endpoint! with { SandboxUrl = Template("https://sandbox.buyer.example/") } };
        Assert.Equal("sandbox.buyer.example", Builder.Build(recipient, Seen, test: true, 1).Request!.Url.Host);
        Assert.Equal("api.buyer.example", Built(recipient).Url.Host);
    }

    [Fact]
    public void Headers_are_rendered_on_one_line_and_empty_ones_left_out()
    {
        var recipient = WithHeaders(("X-Name", "{{lead.x}}"), ("X-None", "{{lead.none}}"), ("content-type", "application/vnd.buyer+json"));
        var request = Built(recipient, Lead(" a\r\nX-Evil: 1\u0000é "));
        Assert.Equal(["X-Name: a  X-Evil: 1 é"], Lines(request.Headers));
        Assert.Equal("application/vnd.buyer+json", request.ContentType);
    }

    [Theory]
    [InlineData("Transfer-Encoding")]
    [InlineData("content-length")]
    [InlineData("Host")]
    [InlineData("X Bad")]
    [InlineData("X-Bad\r\n")]
    [InlineData("")]
    public void A_header_that_frames_the_message_is_a_problem(string name) =>
        Assert.Single(Builder.Build(WithHeaders((name, "1")), Seen, false, 1).Problems);

    [Theory]
    [InlineData("""{"name":"{{lead.x}}"}""", "O\"Neil\\\n", "{\"name\":\"O\\\"Neil\\\\\\n\"}")]
    [InlineData("""{"age":{{lead.x}}}""", "30", """{"age":30}""")]
    [InlineData("""{"age":{{lead.x}}}""", "", """{"age":null}""")]
    [InlineData("""{"age":{{lead.x}}}""", "1,\"admin\":true", """{"age":"1,\"admin\":true"}""")]
    [InlineData("""{"all":{{json lead}}}""", "v", """{"all":{"x":"v"}}""")]
    [InlineData("""{"a":"\"{{lead.x}}\""}""", "\"", "{\"a\":\"\\\"\\\"\\\"\"}")]
    public void Values_are_escaped_for_their_place_in_a_json_body(string template, string value, string body) =>
        Assert.Equal(body, Encoding.UTF8.GetString(Built(Recipient() with { Body = Template(template) }, Lead(value)).Body.Span));

    [Fact]
    public void No_value_adds_anything_to_a_json_body()
    {
        var recipient = Recipient() with { Body = Template("""{"a":"{{lead.x}}","b":{{lead.x}},"c":1}""") };
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(s => s is not null), value =>
        {
            var built = Builder.Build(recipient, Lead(value), false, 1);
            var members = ValueJson.Parse(built.Request!.Body.Span).AsObject.Members;
            return members.Length == 3 && (members[0].Value == Value.Of(value) || value.Any(char.IsSurrogate));
        }));
    }

    [Fact]
    public void A_body_that_is_not_json_is_a_problem_naming_the_place()
    {
        var built = Builder.Build(Recipient() with { Body = Template("{\n  \"a\": {{lead.x}},\n}") }, Lead("secret"), false, 1);
        Assert.Equal("body: not JSON at line 3, byte 1", Assert.Single(built.Problems));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "a={{lead.x}}&b=1", "a=1%262%3C&b=1")]
    [InlineData("text/xml", "<a>{{lead.x}}</a>", "<a>1&amp;2&lt;</a>")]
    [InlineData("text/plain", "{{lead.x}}", "1&2<")]
    public void A_body_of_another_type_is_escaped_for_it(string type, string template, string body)
    {
        var request = Built(WithHeaders(("Content-Type", type)) with { Body = Template(template) }, Lead("1&2<"));
        Assert.Equal(body, Encoding.UTF8.GetString(request.Body.Span));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public void Fields_of_a_request_without_a_body_go_to_the_query(string method)
    {
        var recipient = Recipient("https://api.buyer.example/leads?v=1") with
        {
            Fields = Fields("""{"a b":"{{lead.x}}","n":5,"l":[1,2]}"""),
        };
        var request = Built(recipient with { Endpoint = recipient.Endpoint! with { Method = method } }, Lead("x&y"));
        Assert.Equal("https://api.buyer.example/leads?v=1&a%20b=x%26y&n=5&l=1&l=2", request.Url.AbsoluteUri);
        Assert.Null(request.ContentType);
        Assert.True(request.Body.IsEmpty);
    }

    [Fact]
    public void Time_bounds_grow_with_the_attempts_up_to_a_limit()
    {
        var recipient = Recipient() with { Retry = new() { TimeoutGrowth = 1.5m } };
        Assert.Equal(TimeSpan.FromSeconds(5), Builder.Build(recipient, Seen, false, 1).Request!.Timeouts.Connect);
        Assert.Equal(TimeSpan.FromSeconds(11.25), Builder.Build(recipient, Seen, false, 3).Request!.Timeouts.Connect);
        Assert.Equal(TimeSpan.FromMinutes(5), Builder.Build(recipient, Seen, false, 10_000).Request!.Timeouts.Connect);
    }

    private static OutboundRequest Built(Recipient recipient, Scope? scope = null)
    {
        var built = Builder.Build(recipient, scope ?? Seen, false, 1);
        Assert.Empty(built.Problems);
        return built.Request!;
    }

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.Select(h => $"{h.Key}: {h.Value}");

    private static TestScope Lead(string x) => new TestScope().With("lead", Value.Of(ValueObject.From([new("x", Value.Of(x))])));

    private static Recipient WithHeaders(params (string Name, string Template)[] headers)
    {
        var recipient = Recipient();
        var templates = headers.Select(h => new KeyValuePair<string, Template>(h.Name, Template(h.Template)));
        return recipient with { Endpoint = recipient.Endpoint! with { Headers = [.. templates] } };
    }
}
