using System.Net;
using System.Text.Json.Nodes;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Delivery.Trials;
using LeadDelivery.Core.Language;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Web.Tests;

/// <summary>Sending samples to recipients, and the versions of recipients.</summary>
public sealed class RecipientTestTests : IAsyncLifetime
{
    private static readonly TrialResult Sold = new(
        new RequestPreview("POST", "https://buyer.example/leads", [new("Authorization", "***"), new("Content-Type", "application/json")], "{}"),
        true,
        new TrialReply(200, [new("X-Trace", "a"), new("X-Trace", "b")], """{"ok":true}""", false, null, TimeSpan.FromMilliseconds(412)),
        new TrialVerdict(new Verdict
        {
            Outcome = Outcome.Success,
            Price = 45.00m,
            RecipientLeadId = "ABC123",
            RedirectUrl = "https://x.example/",
            Captured = ValueObject.From([new("url", Value.Of("u"))]),
        }),
        []);

    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Test_shows_what_was_sent_what_came_back_and_how_it_was_understood()
    {
        _host.OnTest = _ => Sold;

        using var response = await PostAsync("buyer", """{"lead":{"email":"ann@example.com"},"source":"partner"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Equal(["request", "reply", "understood", "problems"], answer.AsObject().Select(m => m.Key));
        Assert.Equal(["method", "url", "headers", "body"], answer["request"]!.AsObject().Select(m => m.Key));
        Assert.Equal((200, "a, b", """{"ok":true}""", 412), (
            (int)answer["reply"]!["status"]!, (string?)answer["reply"]!["headers"]!["X-Trace"], (string?)answer["reply"]!["body"],
            (int)answer["reply"]!["duration_ms"]!));
        var understood = answer["understood"]!;
        Assert.Equal(("success", "ABC123", 45.00m, "https://x.example/", "u"), (
            (string?)understood["outcome"], (string?)understood["recipient_lead_id"], (decimal)understood["price"]!,
            (string?)understood["redirect_url"], (string?)understood["captured"]!["url"]));
        var (trial, who) = Assert.Single(_host.Trials);
        Assert.Equal(("buyer", "partner", true, false, "operator"), (trial.Recipient.Id, trial.Source!.Id, trial.ToSandbox, trial.IsPing, who));
    }

    [Fact]
    public async Task Example_of_the_documentation_has_the_members_of_the_answer()
    {
        var page = WorkingCopy.Page("previewing.md");
        var example = JsonNode.Parse(page.Split("```json\n")[1].Split("```")[0])!;
        _host.OnTest = _ => Sold;

        using var response = await PostAsync("buyer", "{}");

        var answer = await response.JsonAsync();
        Assert.Equal(answer.AsObject().Select(m => m.Key), example.AsObject().Select(m => m.Key));
        foreach (var part in (string[])["request", "reply", "understood"])
        {
            Assert.Equal(answer[part]!.AsObject().Select(m => m.Key), example[part]!.AsObject().Select(m => m.Key));
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("{}", true)]
    [InlineData("""{"live":false}""", true)]
    [InlineData("""{"live":true}""", false)]
    public async Task Only_live_leaves_the_sandbox_and_no_lead_means_a_sample(string body, bool toSandbox)
    {
        _host.OnTest = _ => Sold;

        using var response = await PostAsync("buyer", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var trial = Assert.Single(_host.Trials).Trial;
        Assert.Equal(toSandbox, trial.ToSandbox);
        Assert.Null(trial.Lead);
    }

    [Fact]
    public async Task Test_without_a_sandbox_is_a_conflict_that_says_so()
    {
        using var response = await PostAsync("buyer", "{}");

        var problem = await response.ProblemAsync(409);
        Assert.Contains("sandbox_url", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_that_cannot_be_made_has_no_reply()
    {
        _host.OnTest = _ => Sold with { HasUrl = false, Reply = null, Understood = null, Problems = ["fields.a: required, but empty"] };

        using var response = await PostAsync("buyer", "{}");

        var answer = await response.JsonAsync();
        Assert.Null(answer["reply"]);
        Assert.Null(answer["understood"]);
        Assert.Null(answer["request"]!["url"]);
        Assert.Equal("fields.a: required, but empty", (string?)Assert.Single(answer["problems"]!.AsArray()));
    }

    [Theory]
    [InlineData("buyer", """{"lead":"x"}""", 400)]
    [InlineData("buyer", """{"source":"nobody"}""", 400)]
    [InlineData("buyer", """{"live":"yes"}""", 400)]
    [InlineData("buyer", """{"ping":true}""", 400)]
    [InlineData("nobody", "{}", 404)]
    public async Task Test_of_something_else_is_refused(string recipient, string body, int status)
    {
        using var response = await PostAsync(recipient, body);

        await response.ProblemAsync(status);
        Assert.Empty(_host.Trials);
    }

    [Theory]
    [InlineData("POST", "/api/recipients/buyer/test")]
    [InlineData("GET", "/api/recipients/buyer/versions")]
    [InlineData("GET", "/api/recipients/buyer/versions/a/diff/b")]
    public async Task Tests_and_versions_are_for_operators_only(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _host.Client.SendAsync(request);

        await response.ProblemAsync(401);
    }

    [Fact]
    public async Task Versions_are_listed_as_they_come()
    {
        var at = new DateTimeOffset(2026, 1, 15, 10, 0, 0, TimeSpan.Zero);
        _host.OnVersions = id => id == "buyer" ? [new("v2", "h2", at, "folder", true), new("v1", null, at, "start", false)] : [];

        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients/buyer/versions"));
        using var unknown = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients/nobody/versions"));

        var versions = (await response.JsonAsync())["versions"]!.AsArray();
        Assert.Equal(["version", "hash", "adopted_at", "who", "current"], versions[0]!.AsObject().Select(m => m.Key));
        Assert.Equal(["v2", "v1"], versions.Select(v => (string?)v!["version"]));
        Assert.Null(versions[1]!["hash"]);
        await unknown.ProblemAsync(404);
    }

    [Fact]
    public async Task Difference_is_shown_by_path_and_as_text()
    {
        _host.OnDiff = (id, from, to) => (id, from, to) == ("buyer", "a", "b")
            ? new RecipientDiff([new("endpoint.url", "x", null)], "--- a\n") : null;

        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients/buyer/versions/a/diff/b"));
        using var unknown = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients/buyer/versions/b/diff/a"));

        var diff = await response.JsonAsync();
        Assert.Equal(("endpoint.url", "x", "--- a\n"), (
            (string?)diff["changes"]![0]!["path"], (string?)diff["changes"]![0]!["from"], (string?)diff["diff"]));
        Assert.Null(diff["changes"]![0]!["to"]);
        await unknown.ProblemAsync(404);
    }

    private Task<HttpResponseMessage> PostAsync(string recipient, string body) =>
        _host.Client.SendAsync(Requests.AsOperator("POST", $"/api/recipients/{recipient}/test", body));
}
