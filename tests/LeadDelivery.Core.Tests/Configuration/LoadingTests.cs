using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Tests.Configuration;

public class LoadingTests
{
    [Fact]
    public void A_small_recipient_has_the_documented_defaults()
    {
        var recipient = Loading.RecipientOf("endpoint: { url: 'https://b.example/leads' }\n");

        Assert.Equal(("ok", "ok", "http"), (recipient.Id, recipient.Name, recipient.Type));
        Assert.Equal(("POST", "json"), (recipient.Endpoint!.Method, recipient.Endpoint!.Format));
        Assert.Equal(new Timeouts(), recipient.Endpoint!.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(300), recipient.Endpoint!.PoolLifetime);
        Assert.Null(recipient.Endpoint!.PoolConnections);
        Assert.Equal((3, true, true, 1m), (recipient.Retry.Attempts, recipient.Retry.Exponential, recipient.Retry.Jitter, recipient.Retry.TimeoutGrowth));
        Assert.Equal(new RetryPolicy().On, recipient.Retry.On);
        Assert.Equal(UnansweredPolicy.Retry, recipient.Unanswered);
        Assert.Equal(Recipient.DefaultConcurrency, recipient.Concurrency);
        Assert.Empty(recipient.Auth);
        Assert.Null(recipient.Fields);
    }

    [Fact]
    public void A_full_recipient_is_read_key_by_key()
    {
        var recipient = Loading.Good(new FakeSecrets(("TOKEN", "token-value"), ("K", "key-value")), ("recipients/ok.yaml", """
            name: ABC Insurance Buyers
            type: http
            when: "state not in ['NY']"
            price: 45.00
            endpoint:
              url: "https://api.example.com/leads?v={{lead.state}}"
              sandbox_url: https://sandbox.example.com/leads
              method: PUT
              headers: { X-Request-ID: "{{lead.id}}", X-Version: 2 }
              timeout: { connect: 500ms, total: 1m }
              pool: { connections: 10 }
            auth:
              - { type: bearer, token: "${TOKEN}" }
              - { type: api_key, query: api_key, value: "k-${K}" }
              - { type: basic, username: u, password: "${K}" }
              - { type: headers, headers: { X-Partner: "${K}" } }
            fields: { a: 1 }
            response:
              success: true
              reason: [json.message, "{{json.code}}: {{json.text}}"]
              price: "{{ json.price }}"
              capture: { url: json.url }
            retry: { attempts: 5, backoff: fixed, initial: 2s, max: 10s, jitter: false, on: [timeout, 429], retry_after_max: 0, timeout_growth: 1.5 }
            concurrency: 10
            unanswered: stop
            docs: { contact: a@b.example, phone: 5551234567 }
            """)).Recipients["ok"];

        Assert.Equal("ABC Insurance Buyers", recipient.Name);
        Assert.Equal("45.00", recipient.Price!.Text);
        Assert.Equal("https://sandbox.example.com/leads", recipient.Endpoint!.SandboxUrl!.Text);
        Assert.Equal("PUT", recipient.Endpoint!.Method);
        Assert.Equal(["X-Request-ID={{lead.id}}", "X-Version=2"], recipient.Endpoint!.Headers.Select(h => $"{h.Key}={h.Value.Text}"));
        Assert.Equal(new Timeouts(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)), recipient.Endpoint!.Timeout);
        Assert.Equal((10, TimeSpan.FromSeconds(300)), (recipient.Endpoint!.PoolConnections!.Value, recipient.Endpoint!.PoolLifetime));
        Assert.Equal(
            [new BearerAuth("token-value"), new ApiKeyAuth(null, "api_key", "k-key-value"), new BasicAuth("u", "key-value")], recipient.Auth.Take(3));
        Assert.Equal([new("X-Partner", "key-value")], Assert.IsType<HeadersAuth>(recipient.Auth[3]).Headers.AsEnumerable());
        Assert.Equal(["timeout", "429"], recipient.Retry.On.OrderByDescending(o => o));
        Assert.Equal((5, false, false, 1.5m), (recipient.Retry.Attempts, recipient.Retry.Exponential, recipient.Retry.Jitter, recipient.Retry.TimeoutGrowth));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.Zero), (recipient.Retry.Initial, recipient.Retry.Max, recipient.Retry.RetryAfterMax));
        Assert.Equal((10, UnansweredPolicy.Stop), (recipient.Concurrency, recipient.Unanswered));
        Assert.Equal("5551234567", recipient.Docs["phone"]);
        var reply = new TestScope("json", """{"message":"no","code":7,"text":"bad","price":12.50,"url":"u"}""");
        Assert.True(recipient.Response.Success!.Holds(reply));
        Assert.Equal(["no", "7: bad"], recipient.Response.Reason.Select(r => r.Evaluate(reply).ToText()));
        Assert.Equal("12.50", recipient.Response.Price!.Evaluate(reply).ToText());
        Assert.Equal(ValueKind.Number, recipient.Response.Price.Evaluate(reply).Kind);
        Assert.Equal("url", Assert.Single(recipient.Response.Capture).Key);
    }

    [Fact]
    public void A_source_keeps_only_the_hash_of_its_key()
    {
        var source = Loading.Good(new FakeSecrets(("K", "partner-key-0001")), ("sources/partner.yaml", """
            name: Partner X
            key: ${K}
            flows: [one]
            cost: "{{lead.state == 'CA' ? 20 : 15}}"
            reply: outcome
            fields: { Phone: phone_1 }
            test: { accept: "last_name == 'AcceptMe'" }
            """)).Sources["partner"];

        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes("partner-key-0001")), source.KeyHash.ToArray());
        Assert.Equal(["one"], source.Flows!);
        Assert.Equal(ReplyDetail.Outcome, source.Reply);
        Assert.Equal("phone_1", source.Fields["Phone"]);
        Assert.NotNull(source.TestAccept);
        Assert.Null(source.TestReject);
        Assert.False(source.Cost!.IsLiteral);
    }

    [Fact]
    public void A_plan_has_a_path_for_each_node()
    {
        var flow = Loading.FlowOf("""
            wait: 10s
            plan:
              when: "state == 'CA'"
              waterfall:
                - ok
                - { deliver: ok, when: "age > 3" }
                - { waterfall: [ok], on: [failure, error] }
            also: [ok, { deliver: ok }]
            unsold: ok
            """);

        Assert.Equal(
            [
                "also[0]", "also[1]", "plan", "plan.waterfall[0]", "plan.waterfall[1]", "plan.waterfall[2]", "plan.waterfall[2].waterfall[0]", "unsold",
            ],
            flow.Nodes.Keys.Order(StringComparer.Ordinal));
        Assert.All(flow.Nodes, n => Assert.Equal(n.Key, n.Value.Path));
        var plan = Assert.IsType<Waterfall>(flow.Plan);
        Assert.NotNull(plan.When);
        Assert.Equal(Waterfall.DefaultOn, plan.On);
        Assert.Equal([Outcome.Failure, Outcome.Error], Assert.IsType<Waterfall>(plan.Members[2]).On.Order());
        Assert.Same(plan.Members[1], flow.Nodes["plan.waterfall[1]"]);
        Assert.Equal(TimeSpan.FromSeconds(10), flow.Wait);
    }

    [Fact]
    public void Acceptance_rules_keep_their_order()
    {
        var accept = Loading.FlowOf("""
            plan: ok
            accept:
              fields:
                email: { type: email, required: true }
                age: { type: number, min: 18, max: 99.5 }
                note: {}
              dedupe: { by: [email, phone_1], within: 30d }
              when: "age >= 18"
            """).Accept;

        Assert.Equal(
            [new FieldRule("email", "email", true, null, null), new("age", "number", false, 18, 99.5m), new("note", null, false, null, null)],
            accept.Fields.AsEnumerable());
        Assert.Equal(["email", "phone_1"], accept.Dedupe!.By.AsEnumerable());
        Assert.Equal(TimeSpan.FromDays(30), accept.Dedupe.Within);
        Assert.NotNull(accept.When);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("1m", 60_000)]
    [InlineData("'10s'", 10_000)]
    public void A_duration_is_a_whole_number_with_a_unit(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Loading.FlowOf($"plan: ok\nwait: {text}\n").Wait);

    [Fact]
    public void A_secret_may_stand_anywhere_in_a_text_and_is_masked()
    {
        var catalog = Loading.Good(
            new FakeSecrets(("HOST", "b.example.com"), ("N", "7")),
            ("recipients/ok.yaml", "endpoint: { url: 'https://${HOST}/$${x}' }\nconcurrency: ${N}\nauth: { type: bearer, token: literal-token }\n"));

        Assert.Equal("https://b.example.com/${x}", catalog.Recipients["ok"].Endpoint!.Url.Text);
        Assert.Equal(7, catalog.Recipients["ok"].Concurrency);
        Assert.Equal("*** *** ***", catalog.Mask.Apply("b.example.com literal-token partner-key-1"));
    }

    [Fact]
    public void A_secret_is_asked_for_once_and_an_empty_one_is_not_defined()
    {
        var secrets = new FakeSecrets(("A", "aaaaaaaa"), ("E", ""));
        var result = Loading.Load(secrets, ("recipients/ok.yaml", Loading.Recipient + "auth: { type: basic, username: '${A}', password: '${A}${E}' }\n"));

        Assert.Equal(["A", "E"], secrets.Asked.Order());
        Assert.Equal("auth.password", Assert.Single(result.Mistakes).Path);
    }

    [Fact]
    public void The_version_is_of_paths_and_texts_and_not_of_secrets()
    {
        var first = Loading.Good(new FakeSecrets(("K", "key-key-key-1")), ("sources/partner.yaml", "key: ${K}\n"));
        var rotated = Loading.Good(new FakeSecrets(("K", "key-key-key-2")), ("sources/partner.yaml", "key: ${K}\n"));
        var changed = Loading.Good(new FakeSecrets(("K", "key-key-key-1")), ("sources/partner.yaml", "key: ${K}\n# changed\n"));

        Assert.Matches("^[0-9a-f]{64}$", first.Version);
        Assert.Equal(first.Version, rotated.Version);
        Assert.NotEqual(first.Version, changed.Version);
        Assert.NotEqual(ConfigurationFiles.Of(("flows/ab", "c")).Version, ConfigurationFiles.Of(("flows/a", "bc")).Version);
    }

    [Fact]
    public void Files_come_back_from_json_as_the_same_version()
    {
        var files = ConfigurationFiles.Of(("sources/b.yaml", "key: \"é\\u0000\"\n"), ("flows/a.yaml", "plan: x\r\n"));
        var back = ConfigurationFiles.FromJson(files.ToJson());

        Assert.Equal(files.Items.AsEnumerable(), back.Items);
        Assert.Equal(files.Version, back.Version);
        Assert.Equal(["flows/a.yaml", "sources/b.yaml"], back.Items.Select(f => f.Path));
    }

    [Theory]
    [InlineData("45.00", ValueKind.Number, "45.00")]
    [InlineData("-0.5", ValueKind.Number, "-0.5")]
    [InlineData("1e3", ValueKind.Number, "1000")]
    [InlineData("'45.00'", ValueKind.Text, "45.00")]
    [InlineData("02134", ValueKind.Text, "02134")]
    [InlineData("+15551234567", ValueKind.Text, "+15551234567")]
    [InlineData("1.", ValueKind.Text, "1.")]
    [InlineData("123456789012345678901234567890123", ValueKind.Text, "123456789012345678901234567890123")]
    [InlineData("0x1F", ValueKind.Text, "0x1F")]
    [InlineData("true", ValueKind.Boolean, "true")]
    [InlineData("yes", ValueKind.Text, "yes")]
    [InlineData("2024-01-02", ValueKind.Text, "2024-01-02")]
    [InlineData("{\"a\":\"\\ud83d\\ude00\\/\"}", ValueKind.Object, "{\"a\":\"\\uD83D\\uDE00/\"}")]
    public void A_literal_keeps_its_type(string yaml, ValueKind kind, string text)
    {
        var value = Loading.RecipientOf(Loading.Recipient + $"fields: {{ x: {yaml} }}\n").Fields!.Build(new TestScope("lead", "{}"), []).Member("x");

        Assert.Equal((kind, text), (value.Kind, value.ToText()));
    }

    [Theory]
    [InlineData("body: \"{{lead.email}}\"", false)]
    [InlineData("body: \"{{appended.first.id}}\"", true)]
    [InlineData("body: \"{{\\x61ppended.first.id}}\"", true)]
    public void Catalog_tells_whether_earlier_deliveries_are_read(string body, bool reads) =>
        Assert.Equal(reads, Loading.Good(("recipients/ok.yaml", Loading.Recipient + $"  format: text\n{body}\n")).ReadsAppended);
}
