using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>What is held against a file before it is sent, and where rows go that are not in it.</summary>
public sealed class CheckTests
{
    private const string Required = "checks: { required: [first] }\n";

    [Fact]
    public async Task A_row_without_a_required_column_goes_to_review_and_the_rest_goes_on()
    {
        using var stage = new BatchStage(Required, recipient: "price: 12.50\ncaps: { daily: 5 }\n");
        var good = await stage.SubmitAsync();
        var bad = await stage.SubmitAsync(false, ("last_name", "Lee"));

        var file = await stage.MakeAsync();

        Assert.Equal([good], stage.ArrivedLeads());
        var report = await stage.FileAsync(file);
        Assert.Equal((FileState.Delivered, 2, 1, 1, 1), (report.State, report.Members, report.Rows, report.Mistaken, report.Accepted));
        Assert.Contains("column first: it is required", Assert.Single(report.Findings!), StringComparison.Ordinal);
        Assert.Equal("queued · files queued", await stage.TellAsync(bad));
        Assert.Equal(
            "waiting for review: column first: it is required, and the lead has nothing for it", (await stage.LeadAsync(bad)).Reason);
        Assert.Equal((1m, 0m), Queue.BatchLeadTests.Cap(stage));
        Assert.Equal(1, await stage.EventsAsync(bad, "delivery.review"));
    }

    [Fact]
    public async Task An_approved_row_goes_with_the_next_file()
    {
        using var stage = new BatchStage(Required);
        var lead = await stage.SubmitAsync(false, ("last_name", "Lee"));
        await stage.MakeAsync();
        stage.Configure("");

        Assert.Equal(ReviewStatus.Done, (await stage.DecideAsync(lead, approve: true)).Item1);
        Assert.Equal("queued · files queued · files queued", await stage.TellAsync(lead));
        stage.Time.Advance(TimeSpan.FromHours(1));
        await stage.MakeAsync();

        Assert.Equal("success 12.50 · files queued · files success 12.50 in daily_20261102_100000.csv", await stage.TellAsync(lead));
        Assert.Equal([lead], stage.ArrivedLeads());
    }

    [Fact]
    public async Task A_rejected_row_fails()
    {
        using var stage = new BatchStage(Required);
        var lead = await stage.SubmitAsync(false, ("last_name", "Lee"));
        await stage.MakeAsync();

        Assert.Equal(ReviewStatus.Done, (await stage.DecideAsync(lead, approve: false)).Item1);

        Assert.Equal("failure · files failure", await stage.TellAsync(lead));
        Assert.Empty(stage.Far.Arrived);
    }

    [Fact]
    public async Task Where_all_rows_have_mistakes_nothing_is_sent()
    {
        using var stage = new BatchStage(Required);
        var lead = await stage.SubmitAsync(false, ("last_name", "Lee"));

        var file = await stage.MakeAsync();

        Assert.Equal(FileState.Empty, (await stage.FileAsync(file)).State);
        Assert.True((await stage.FileAsync(file)).Ended > 0);
        Assert.Empty(stage.Far.Tries);
        Assert.Equal("queued · files queued", await stage.TellAsync(lead));
        Assert.StartsWith("waiting for review: ", (await stage.LeadAsync(lead)).Reason, StringComparison.Ordinal);
        Assert.Equal(ReviewStatus.Done, (await stage.DecideAsync(lead, approve: false)).Item1);
    }

    [Fact]
    public async Task A_row_with_a_mistake_holds_the_whole_file_where_it_is_to_stop()
    {
        using var stage = new BatchStage("checks: { required: [first], failing_rows: stop }\n");
        var good = await stage.SubmitAsync();
        var bad = await stage.SubmitAsync(false, ("last_name", "Lee"));

        var file = await stage.MakeAsync();

        Assert.Equal(FileState.Held, (await stage.FileAsync(file)).State);
        Assert.Equal("batch_held", Assert.Single(stage.Alerts()).Kind);
        Assert.Empty(stage.Far.Tries);
        Assert.Equal("queued · files queued", await stage.TellAsync(bad));

        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, "release"));
        Assert.Equal([good], stage.ArrivedLeads());
        Assert.StartsWith("waiting for review: ", (await stage.LeadAsync(bad)).Reason, StringComparison.Ordinal);
        Assert.Equal(FileState.Delivered, (await stage.FileAsync(file)).State);
    }

    [Theory]
    [InlineData("release", FileState.Empty, "queued · files queued")]
    [InlineData("discard", FileState.Discarded, "failure · files failure")]
    public async Task Mistakes_in_all_rows_hold_the_file_too_where_it_is_to_stop(string order, FileState state, string told)
    {
        using var stage = new BatchStage("checks: { required: [first], failing_rows: stop }\n");
        var lead = await stage.SubmitAsync(false, ("last_name", "Lee"));

        var file = await stage.MakeAsync();

        Assert.Equal(FileState.Held, (await stage.FileAsync(file)).State);
        Assert.Equal("waiting for the next file of batch daily", (await stage.LeadAsync(lead)).Reason);
        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, order));
        Assert.Equal((state, told), ((await stage.FileAsync(file)).State, await stage.TellAsync(lead)));
        Assert.True((await stage.FileAsync(file)).HasEnded);
        Assert.Empty(stage.Far.Tries);
    }

    [Fact]
    public async Task A_held_file_is_discarded_or_written_anew_under_its_name()
    {
        using var stage = new BatchStage("checks: { min_rows: 2 }\n");
        var lead = await stage.SubmitAsync();
        var file = await stage.MakeAsync();
        var held = await stage.FileAsync(file);
        Assert.Equal((FileState.Held, "the file has 1 row, expected at least 2"), (held.State, held.Problem));

        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, "resend"));
        Assert.Equal((FileState.Held, held.Name), ((await stage.FileAsync(file)).State, (await stage.FileAsync(file)).Name));
        Assert.Equal(OrderStatus.NotNow, await stage.OrderAsync(file, "confirm"));
        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, "discard"));

        Assert.Equal("failure · files failure", await stage.TellAsync(lead));
        Assert.Empty(stage.Far.Tries);
    }

    [Fact]
    public async Task Ten_times_the_usual_holds_a_file_and_release_sends_it()
    {
        using var stage = new BatchStage();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            stage.Time.Advance(TimeSpan.FromDays(1));
            await stage.SubmitAsync();
            await stage.MakeAsync();
        }

        stage.Time.Advance(TimeSpan.FromDays(1));
        await stage.SubmitAllAsync(10);
        Assert.Equal(FileState.Delivered, (await stage.FileAsync(await stage.MakeAsync())).State);
        stage.Time.Advance(TimeSpan.FromDays(1));
        await stage.SubmitAllAsync(56);
        var file = await stage.MakeAsync();

        var held = await stage.FileAsync(file);
        Assert.Equal((FileState.Held, "the file has 56 rows, expected at most 10: 10 times the usual 1"), (held.State, held.Problem));
        Assert.Equal(("batch_held", $"batch daily, file {held.Name}: {held.Problem}"), Assert.Single(stage.Alerts()));
        await stage.OrderAsync(file, "release");
        Assert.Equal(FileState.Delivered, (await stage.FileAsync(file)).State);
        Assert.Equal(3 + 10 + 56, stage.ArrivedLeads().Distinct().Count());
    }

    [Fact]
    public async Task Empty_files_say_nothing_of_what_is_usual()
    {
        using var stage = new BatchStage("when_empty: send\n");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            stage.Time.Advance(TimeSpan.FromDays(1));
            await stage.SubmitAsync();
            await stage.MakeAsync();
        }

        foreach (var _ in Enumerable.Range(0, 12))
        {
            stage.Time.Advance(TimeSpan.FromDays(1));
            await stage.MakeAsync();
        }

        stage.Time.Advance(TimeSpan.FromDays(1));
        await stage.SubmitAllAsync(11);
        Assert.Equal(FileState.Held, (await stage.FileAsync(await stage.MakeAsync())).State);
    }

    [Fact]
    public async Task An_empty_file_is_sent_where_that_is_asked_for()
    {
        using var stage = new BatchStage("when_empty: send\n");

        var file = await stage.MakeAsync();

        Assert.Equal("lead_id,first\r\n", Assert.Single(stage.Far.Arrived).Text);
        Assert.Equal((FileState.Delivered, 0), ((await stage.FileAsync(file)).State, (await stage.FileAsync(file)).Rows));
    }

    [Fact]
    public async Task Totals_and_digest_are_reported_and_the_archive_is_what_was_sent()
    {
        using var stage = new BatchStage(
            "columns: { lead_id: '{{lead.id}}', amount: '{{lead.loan_amount}}' }\nchecks: { totals: [amount] }\n");
        await stage.SubmitAsync(false, ("loan_amount", "10.50"));
        await stage.SubmitAsync(false, ("loan_amount", "20"));

        var file = await stage.MakeAsync();

        var report = await stage.FileAsync(file);
        Assert.Equal(30.50m, report.Totals!["amount"]);
        var bytes = Encoding.UTF8.GetBytes(stage.Far.Arrived[0].Text);
        Assert.Equal((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), (report.Bytes, report.Sha256));
        Assert.Equal(bytes, Assert.Single(stage.Archive.Files.Values).Bytes);
    }

    [Fact]
    public async Task Rows_that_were_refused_and_rows_in_review_are_told_apart()
    {
        using var stage = new BatchStage(Required);
        stage.Far.Answers = rows => [new(null, 0, Outcome.Failure, "too old", null, null)];
        var refused = await stage.SubmitAsync();
        var review = await stage.SubmitAsync(false, ("last_name", "Lee"));

        var file = await stage.MakeAsync();

        var rows = (await stage.Process.Desk.RowsAsync("daily", file, 0, 10, default)).Rows;
        Assert.Equal([(refused, Outcome.Failure), (review, Outcome.Queued)], rows.Select(row => (row.Lead, row.Outcome)));
        Assert.Equal("too old", rows[0].Reason);
    }
}
