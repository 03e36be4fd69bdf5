using System.Net;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Web.Api;

namespace LeadDelivery.Web.Tests;

public sealed class SubmitTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Accepted_lead_is_answered_202_without_being_read_back()
    {
        using var response = await _host.Client.SendAsync(Requests.Submit());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            """{"lead_id":"L1","outcome":"pending","reason":null,"price":null,"status_url":"/api/leads/L1","deliveries":[]}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal(0, _host.Reads);
        response.AssertCommonHeaders();
    }

    [Fact]
    public async Task Known_outcome_is_answered_200_with_every_delivery()
    {
        _host.Leads["L1"] = Views.Sold("L1", "partner");

        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=5"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"lead_id":"L1","outcome":"success","reason":null,"price":45.00,"status_url":"/api/leads/L1","deliveries":["""
            + """{"recipient":"premium","outcome":"skipped","reason":"rule","recipient_lead_id":null,"price":null,"attempts":0,"duration_ms":0},"""
            + """{"recipient":"abc","outcome":"success","reason":null,"recipient_lead_id":"ABC123","price":45.00,"attempts":1,"duration_ms":412},"""
            + """{"recipient":"crm","outcome":"success","reason":null,"recipient_lead_id":null,"price":null,"attempts":2,"duration_ms":90,"also":true}]}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal(("L1", TimeSpan.FromSeconds(5)), Assert.Single(_host.Waits));
    }

    [Theory]
    [InlineData("patient", "", 10)]
    [InlineData("patient", "?wait=2.5", 2.5)]
    [InlineData("auto", "?wait=60", 60)]
    public async Task Wait_is_the_callers_else_the_flows(string flow, string query, double seconds)
    {
        using var response = await _host.Client.SendAsync(Requests.Submit(query, flow: flow));

        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(_host.Waits).Timeout);
    }

    [Fact]
    public async Task Wait_of_zero_overrides_the_flows_wait()
    {
        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=0", flow: "patient"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(_host.Waits);
    }

    [Fact]
    public async Task Pending_after_the_wait_is_answered_202_with_what_is_known()
    {
        _host.Leads["L1"] = Views.Sold("L1", "partner") with { Outcome = Outcome.Pending, Price = null };

        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=1"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(3, (await response.JsonAsync())["deliveries"]!.AsArray().Count);
    }

    [Fact]
    public async Task Lead_that_fails_the_acceptance_rules_is_answered_200_with_the_reasons()
    {
        _host.OnSubmit = _ => new(IntakeStatus.Rejected, "L2");
        _host.Leads["L2"] = Views.Of("L2", "partner") with { Outcome = Outcome.Failure, Reason = "email: required" };

        using var response = await _host.Client.SendAsync(Requests.Submit());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Equal("failure", (string?)answer["outcome"]);
        Assert.Equal("email: required", (string?)answer["reason"]);
        Assert.Empty(_host.Waits);
    }

    [Theory]
    [InlineData(Outcome.Success, 200, 0)]
    [InlineData(Outcome.Pending, 202, 1)]
    public async Task Repeat_is_answered_as_the_first_lead_stands_now(Outcome outcome, int status, int waits)
    {
        _host.OnSubmit = _ => new(IntakeStatus.Repeated, "L1");
        _host.Leads["L1"] = Views.Sold("L1", "partner") with { Outcome = outcome };

        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=3").With("Idempotency-Key", "k-1"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("L1", (string?)(await response.JsonAsync())["lead_id"]);
        Assert.Equal(waits, _host.Waits.Count);
        Assert.Equal("k-1", Assert.Single(_host.Submitted).IdempotencyKey);
    }

    [Theory]
    [InlineData(IntakeStatus.KeyReused, 409, null)]
    [InlineData(IntakeStatus.Busy, 429, "2")]
    [InlineData(IntakeStatus.NoSpace, 503, "60")]
    [InlineData(IntakeStatus.Stopping, 503, "30")]
    public async Task Refused_intake_is_a_problem_that_says_when_to_come_back(IntakeStatus status, int expected, string? retryAfter)
    {
        _host.OnSubmit = _ => new(status);

        using var response = await _host.Client.SendAsync(Requests.Submit());

        await response.ProblemAsync(expected);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task Stopping_host_takes_nothing()
    {
        _host.State.BeginStop();

        using var response = await _host.Client.SendAsync(Requests.Submit());

        await response.ProblemAsync(503);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Empty(_host.Submitted);
    }

    [Fact]
    public async Task Waits_end_with_what_is_known_when_the_host_lets_them_go()
    {
        _host.Leads["L1"] = Views.Of("L1", "partner");
        var waiting = new TaskCompletionSource();
        _host.OnWait = async (_, _, cancellation) =>
        {
            waiting.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        var answer = _host.Client.SendAsync(Requests.Submit("?wait=60"));
        await waiting.Task;
        _host.State.ReleaseWaits();

        using var response = await answer;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("partner-keys")]
    public async Task Missing_or_wrong_key_is_401_before_anything_else_is_told(string? key)
    {
        using var response = await _host.Client.SendAsync(
            Requests.Submit("?wait=x", "{", "image/png", key, "nowhere"));

        await response.ProblemAsync(401);
        Assert.Contains("ApiKey", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_may_come_in_the_query_and_the_header_wins()
    {
        using var accepted = await _host.Client.SendAsync(Requests.Submit($"?api_key={FakeHost.Key}", key: null));
        using var refused = await _host.Client.SendAsync(Requests.Submit($"?api_key={FakeHost.Key}", key: "wrong"));

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("partner", Assert.Single(_host.Submitted).Source.Id);
    }

    [Theory]
    [InlineData("nowhere", 404)]
    [InlineData("private", 403)]
    public async Task Flow_must_exist_and_be_the_sources(string flow, int status)
    {
        using var response = await _host.Client.SendAsync(Requests.Submit(flow: flow));

        await response.ProblemAsync(status);
        Assert.Empty(_host.Submitted);
    }

    [Theory]
    [InlineData("?wait=61", "wait")]
    [InlineData("?wait=-1", "wait")]
    [InlineData("?wait=", "wait")]
    [InlineData("?wait=soon", "wait")]
    [InlineData("?wait=1e1", "wait")]
    [InlineData("?test=maybe", "test")]
    [InlineData("?redirect=/thanks", "redirect")]
    [InlineData("?redirect=javascript:alert(1)", "redirect")]
    [InlineData("?redirect=ftp://example.com/", "redirect")]
    [InlineData("?redirect=", "redirect")]
    public async Task Wrong_parameter_is_400_naming_it(string query, string field)
    {
        using var response = await _host.Client.SendAsync(Requests.Submit(query));

        var problem = await response.ProblemAsync(400);
        Assert.NotEmpty(problem["errors"]![field]!.AsArray());
        Assert.Empty(_host.Submitted);
    }

    [Fact]
    public async Task Every_wrong_parameter_is_named_at_once()
    {
        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=x&test=y&redirect=z").With("Idempotency-Key", "a b"));

        var problem = await response.ProblemAsync(400);
        Assert.Equal(["Idempotency-Key", "redirect", "test", "wait"], problem["errors"]!.AsObject().Select(e => e.Key).Order());
    }

    [Theory]
    [InlineData("a b", 400)]
    [InlineData("ключ", 400)]
    [InlineData("!~", 202)]
    [InlineData(255, 202)]
    [InlineData(256, 400)]
    public async Task Idempotency_key_is_up_to_255_visible_ascii_characters(object keyOrLength, int status)
    {
        var key = keyOrLength as string ?? new string('k', (int)keyOrLength);

        using var response = await _host.Client.SendAsync(Requests.Submit().With("Idempotency-Key", key));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("?test=true", true)]
    [InlineData("?test=1", true)]
    [InlineData("?test=FALSE", false)]
    [InlineData("", false)]
    public async Task Test_mode_is_handed_on(string query, bool test)
    {
        using var response = await _host.Client.SendAsync(Requests.Submit(query));

        Assert.Equal(test, Assert.Single(_host.Submitted).Test);
    }

    [Theory]
    [InlineData("https://example.com/thanks?a=1&b=2#done", "https://example.com/thanks?a=1&b=2#done")]
    [InlineData("http://example.com", "http://example.com/")]
    [InlineData("https://bücher.example:8443/päth", "https://xn--bcher-kva.example:8443/p%C3%A4th")]
    public async Task Redirect_is_answered_303_there(string url, string location)
    {
        using var response = await _host.Client.SendAsync(Requests.Submit("?wait=5&redirect=" + Uri.EscapeDataString(url)));

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(location, Assert.Single(response.Headers.GetValues("Location")));
        Assert.Single(_host.Submitted);
        Assert.Empty(_host.Waits);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Same_body_hashes_alike_and_other_body_or_content_type_differently()
    {
        foreach (var (body, type) in new[]
        {
            (Requests.Lead, "application/json"), (Requests.Lead, "application/json; charset=utf-8"), (Requests.Lead + " ", "application/json"),
            ("a=1", "application/x-www-form-urlencoded"), (Requests.Lead, "application/x-www-form-urlencoded"),
        })
        {
            using var request = Requests.Submit(body: body, contentType: type);
            request.Headers.Add("Idempotency-Key", "k");
            using var response = await _host.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        var hashes = _host.Submitted.Select(s => Convert.ToHexString(s.BodyHash.Span)).ToArray();
        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(4, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Equal(64, hash.Length));
    }

    [Fact]
    public async Task Body_of_256_KiB_is_taken_and_one_byte_more_is_413()
    {
        var fits = "a=" + new string('x', new WebLimits().MaxBodyBytes - 2);
        const string Form = "application/x-www-form-urlencoded";

        using var taken = await _host.Client.SendAsync(Requests.Submit(body: fits, contentType: Form));
        using var refused = await _host.Client.SendAsync(Requests.Submit(body: fits + "x", contentType: Form));
        var chunked = Requests.Submit(body: fits + "x", contentType: Form);
        chunked.Headers.TransferEncodingChunked = true;
        using var unannounced = await _host.Client.SendAsync(chunked);

        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        await refused.ProblemAsync(413);
        await unannounced.ProblemAsync(413);
        Assert.Single(_host.Submitted);
    }
}
