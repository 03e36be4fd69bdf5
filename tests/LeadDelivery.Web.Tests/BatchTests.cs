using System.Text.Json.Nodes;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Web.Tests;

public sealed class BatchTests : IAsyncLifetime
{
    private const string NoFile = "01M7Z0N5G8A4SAAMR2MWP18P47";

    private FakeHost _host = null!;

    public static TheoryData<string, string> Calls => new()
    {
        { "GET", "/api/batches" },
        { "GET", "/api/batches/daily" },
        { "POST", "/api/batches/daily/run" },
        { "POST", "/api/batches/daily/hold" },
        { "POST", "/api/batches/daily/release" },
        { "GET", "/api/batches/daily/files" },
        { "GET", "/api/batches/daily/files/" + NoFile },
        { "GET", $"/api/batches/daily/files/{NoFile}/rows" },
        { "GET", $"/api/batches/daily/files/{NoFile}/download" },
        { "POST", $"/api/batches/daily/files/{NoFile}/release" },
        { "POST", $"/api/batches/daily/files/{NoFile}/resend" },
        { "POST", $"/api/batches/daily/files/{NoFile}/confirm" },
        { "POST", $"/api/batches/daily/files/{NoFile}/discard" },
    };

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_is_for_operators_alone(string method, string path)
    {
        using var none = await _host.Client.SendAsync(Requests.AsOperator(method, path, key: "wrong"));
        await none.ProblemAsync(401);

        using var source = await _host.Client.SendAsync(new HttpRequestMessage(new(method), path).With("X-Api-Key", FakeHost.Key));
        await source.ProblemAsync(401);
        Assert.Empty(_host.Batches.Told);
    }

    [Theory]
    [InlineData("GET", "/api/batches/none")]
    [InlineData("POST", "/api/batches/none/run")]
    [InlineData("POST", "/api/batches/none/hold")]
    [InlineData("POST", "/api/batches/none/release")]
    [InlineData("GET", "/api/batches/daily/files/" + NoFile)]
    [InlineData("GET", $"/api/batches/daily/files/{NoFile}/rows")]
    [InlineData("GET", $"/api/batches/daily/files/{NoFile}/download")]
    [InlineData("POST", $"/api/batches/daily/files/{NoFile}/resend")]
    [InlineData("POST", $"/api/batches/daily/files/{NoFile}/discard")]
    public async Task Unknown_is_404(string method, string path)
    {
        using var response = await AskAsync(method, path);

        await response.ProblemAsync(404);
    }

    [Fact]
    public async Task Batch_tells_what_waits_and_nothing_of_where_files_go()
    {
        _host.Batches.Queue("L1");
        _host.Batches.Queue("L2");

        using var response = await AskAsync("GET", "/api/batches");

        var text = await response.Content.ReadAsStringAsync();
        var batch = Assert.Single(JsonNode.Parse(text)!["batches"]!.AsArray())!;
        Assert.Equal(("daily", "buyer", "csv", "folder", 2), ((string?)batch["id"], (string?)batch["recipient"], (string?)batch["format"], (string?)batch["to"], (int)batch["waiting"]!));
        Assert.False((bool)batch["held"]!);
        Assert.NotNull(batch["oldest_waiting_at"]);
        Assert.Null(batch["last_file"]);
        Assert.DoesNotContain("secret-place", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_with_nothing_waiting_makes_no_file_and_says_so()
    {
        using var response = await AskAsync("POST", "/api/batches/daily/run");

        Assert.Equal(200, (int)response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Null(answer["file"]);
        Assert.NotNull((string?)answer["reason"]);
        Assert.Empty(_host.Batches.Told);
    }

    [Fact]
    public async Task Run_starts_a_file_and_tells_where_its_report_is()
    {
        _host.Batches.Queue("L1");

        using var response = await AskAsync("POST", "/api/batches/daily/run");

        Assert.Equal(202, (int)response.StatusCode);
        var file = (string?)(await response.JsonAsync())["file"];
        Assert.Equal($"/api/batches/daily/files/{file}", response.Headers.Location?.ToString());
        Assert.Equal(["file-" + file], _host.Batches.Told);
        using var report = await AskAsync("GET", response.Headers.Location!.ToString());
        Assert.Equal(("taking", "demand", "operator"), ((string?)(await report.JsonAsync())["state"], (string?)(await report.JsonAsync())["cause"], (string?)(await report.JsonAsync())["by"]));
    }

    [Fact]
    public async Task Run_while_another_files_rows_are_decided_is_to_come_again()
    {
        _host.Batches.Queue("L1");
        using var first = await AskAsync("POST", "/api/batches/daily/run");

        using var second = await AskAsync("POST", "/api/batches/daily/run");

        await second.ProblemAsync(503);
        Assert.Equal(TimeSpan.FromSeconds(2), second.Headers.RetryAfter?.Delta);
        Assert.Single(_host.Batches.Told);
    }

    [Fact]
    public async Task Host_that_is_busy_is_503()
    {
        _host.Batches.Queue("L1");
        _host.Batches.Starts = StartOutcome.Busy;

        using var response = await AskAsync("POST", "/api/batches/daily/run");

        await response.ProblemAsync(503);
    }

    [Fact]
    public async Task Batch_is_held_and_released()
    {
        foreach (var (order, held) in new[] { ("hold", true), ("hold", true), ("release", false), ("release", false) })
        {
            using var response = await AskAsync("POST", "/api/batches/daily/" + order);

            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal(held, (bool)(await response.JsonAsync())["held"]!);
        }
    }

    [Fact]
    public async Task Files_are_paged_latest_first()
    {
        var files = Enumerable.Range(0, 5).Select(_ => _host.Batches.File(FileState.Delivered)).Reverse().ToList();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            using var response = await AskAsync("GET", "/api/batches/daily/files?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            var page = await response.JsonAsync();
            seen.AddRange(page["files"]!.AsArray().Select(file => (string)file!["id"]!));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);

        Assert.Equal(files, seen);
    }

    [Fact]
    public async Task Rows_are_paged_in_the_files_order()
    {
        var file = _host.Batches.File(FileState.Delivered, "L1", "L2", "L3", "L4", "L5");
        var seen = new List<(int, string?)>();
        string? cursor = null;
        do
        {
            using var response = await AskAsync("GET", $"/api/batches/daily/files/{file}/rows?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            var page = await response.JsonAsync();
            seen.AddRange(page["rows"]!.AsArray().Select(row => ((int)row!["index"]!, (string?)row["lead_id"])));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);

        Assert.Equal([(0, "L1"), (1, "L2"), (2, "L3"), (3, "L4"), (4, "L5")], seen);
    }

    [Theory]
    [InlineData("files?limit=0")]
    [InlineData("files?limit=501")]
    [InlineData("files?limit=x")]
    [InlineData("files?cursor=x")]
    [InlineData("files/FILE/rows?limit=0")]
    [InlineData("files/FILE/rows?cursor=-1")]
    [InlineData("files/FILE/rows?cursor=x")]
    public async Task Wrong_page_is_400(string path)
    {
        var file = _host.Batches.File(FileState.Delivered, "L1");

        using var response = await AskAsync("GET", "/api/batches/daily/" + path.Replace("FILE", file, StringComparison.Ordinal));

        await response.ProblemAsync(400);
    }

    [Fact]
    public async Task Download_is_the_file_under_its_name_and_kept_by_nobody()
    {
        var file = _host.Batches.File(FileState.Delivered, "L1");
        _host.Batches.Archive(file, "id\r\nL1\r\n");

        using var response = await AskAsync("GET", $"/api/batches/daily/files/{file}/download");

        Assert.Equal("id\r\nL1\r\n", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(("attachment", "daily.csv"), (response.Content.Headers.ContentDisposition?.DispositionType, response.Content.Headers.ContentDisposition?.FileName));
        Assert.Equal("\"abc\"", response.Headers.ETag?.Tag);
        response.AssertCommonHeaders();
    }

    [Fact]
    public async Task File_whose_consumer_was_erased_is_gone_and_not_sent_again()
    {
        var file = _host.Batches.File(FileState.Delivered, "L1");
        _host.Batches.Erase(file);

        using var report = await AskAsync("GET", "/api/batches/daily/files/" + file);
        using var page = await AskAsync("GET", "/api/batches/daily/files");
        using var download = await AskAsync("GET", $"/api/batches/daily/files/{file}/download");
        using var resend = await AskAsync("POST", $"/api/batches/daily/files/{file}/resend");

        Assert.False((bool)(await report.JsonAsync())["archived"]!);
        Assert.False((bool)(await page.JsonAsync())["files"]![0]!["archived"]!);
        await download.ProblemAsync(410);
        await resend.ProblemAsync(410);
        Assert.Empty(_host.Batches.Told);
    }

    [Theory]
    [InlineData(FileState.Held, "release resend discard")]
    [InlineData(FileState.Failed, "resend confirm discard")]
    [InlineData(FileState.Unconfirmed, "resend confirm discard")]
    [InlineData(FileState.Delivered, "resend")]
    [InlineData(FileState.Taking, "")]
    [InlineData(FileState.Building, "")]
    [InlineData(FileState.Sending, "")]
    [InlineData(FileState.Settling, "")]
    [InlineData(FileState.Empty, "")]
    [InlineData(FileState.Discarded, "")]
    public async Task Orders_are_taken_in_the_states_they_are_for(FileState state, string sensible)
    {
        foreach (var order in new[] { "release", "resend", "confirm", "discard" })
        {
            var file = _host.Batches.File(state, "L1");
            _host.Batches.Told.Clear();

            using var response = await AskAsync("POST", $"/api/batches/daily/files/{file}/{order}");

            if (sensible.Split(' ').Contains(order))
            {
                Assert.Equal(202, (int)response.StatusCode);
                Assert.Equal($"/api/batches/daily/files/{file}", response.Headers.Location?.ToString());
                Assert.Equal(state == FileState.Delivered ? $"file-{file}.1" : $$"""file-{{file}} order {"what":"{{order}}"}""", Assert.Single(_host.Batches.Told));
            }
            else
            {
                await response.ProblemAsync(409);
                Assert.Empty(_host.Batches.Told);
            }
        }
    }

    private Task<HttpResponseMessage> AskAsync(string method, string path) => _host.Client.SendAsync(Requests.AsOperator(method, path));
}
