using System.Net;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Web.Tests;

public sealed class EnvelopeTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/api")]
    [InlineData("/api/flows/auto")]
    [InlineData("/nothing")]
    [InlineData("/api/leads/x/y/z")]
    public async Task Unknown_path_is_a_404_problem(string path)
    {
        using var response = await _host.Client.GetAsync(path);

        await response.ProblemAsync(404);
    }

    [Theory]
    [InlineData("GET", "/api/flows/auto/leads", "POST")]
    [InlineData("PUT", "/api/flows/auto/leads", "POST")]
    [InlineData("HEAD", "/api/flows/auto/leads", "POST")]
    [InlineData("POST", "/api/leads/L1", "DELETE, GET, HEAD")]
    [InlineData("PATCH", "/api/leads", "GET, HEAD")]
    [InlineData("GET", "/api/leads/L1/redeliver", "POST")]
    [InlineData("DELETE", "/health/live", "GET, HEAD")]
    public async Task Other_method_is_405_with_allow(string method, string path, string allow)
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator(method, path));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allow, string.Join(", ", response.Content.Headers.Allow.Order()));
        response.AssertCommonHeaders();
        if (method != "HEAD")
        {
            await response.ProblemAsync(405);
        }
    }

    [Fact]
    public async Task Options_names_the_methods()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("OPTIONS", "/api/leads/L1"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("DELETE, GET, HEAD", string.Join(", ", response.Content.Headers.Allow.Order()));
        response.AssertCommonHeaders();
    }

    [Fact]
    public async Task Head_answers_as_get_without_a_body()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("HEAD", "/health/live"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.True(response.Content.Headers.ContentLength > 0);
    }

    [Theory]
    [InlineData("abc-123_X.y:z", true)]
    [InlineData("has space", false)]
    [InlineData("<script>", false)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public async Task Sane_request_id_is_kept_and_another_replaced(object idOrLength, bool kept)
    {
        var id = idOrLength as string ?? new string('a', (int)idOrLength);

        using var response = await _host.Client.SendAsync(Requests.Submit().With("X-Request-Id", id));

        var answered = Assert.Single(response.Headers.GetValues("X-Request-Id"));
        Assert.Equal(kept, answered == id);
        Assert.InRange(answered.Length, 1, 128);
    }

    [Fact]
    public async Task Failure_inside_is_a_500_that_tells_nothing_and_a_log_line_without_the_message()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/boom").With("X-Request-Id", "find-me"));

        var problem = await response.ProblemAsync(500);
        Assert.DoesNotContain("jane", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("find-me", _host.Log.Text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", _host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", _host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_holds_neither_keys_nor_consumer_data()
    {
        using var first = await _host.Client.SendAsync(Requests.Submit($"?api_key={FakeHost.Key}&x=jane-secret", key: null));
        using var second = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/leads?q=jane-secret"));
        _host.OnSubmit = _ => throw new FormatException("jane-secret");
        using var third = await _host.Client.SendAsync(Requests.Submit(body: """{"name":"jane-secret"}"""));

        Assert.Equal(HttpStatusCode.InternalServerError, third.StatusCode);
        Assert.NotEmpty(_host.Log.Text);
        foreach (var secret in new[] { "jane-secret", FakeHost.Key, FakeHost.OperatorKeyText })
        {
            Assert.DoesNotContain(secret, _host.Log.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_status_of_a_submission_carries_the_same_headers()
    {
        var statuses = new List<int>();
        foreach (var (result, request) in new (IntakeResult, HttpRequestMessage)[]
        {
            (new(IntakeStatus.Accepted, "L1"), Requests.Submit()),
            (new(IntakeStatus.Accepted, "L1"), Requests.Submit("?redirect=https://example.com/")),
            (new(IntakeStatus.KeyReused), Requests.Submit()),
            (new(IntakeStatus.Busy), Requests.Submit()),
            (default, Requests.Submit(contentType: "image/png")),
            (default, Requests.Submit(body: "{")),
            (default, Requests.Submit(key: null)),
        })
        {
            _host.OnSubmit = _ => result;
            using var response = await _host.Client.SendAsync(request);
            response.AssertCommonHeaders();
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([202, 303, 409, 429, 415, 400, 401], statuses);
    }
}
