using System.Text;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Feedback;

/// <summary>Files in which a recipient says what became of rows, from the drop to the leads.</summary>
public sealed class FeedbackRunTests
{
    private const string Rules = """
        feedback:
          from: { type: folder, path: back }
          pattern: results_*.csv
          every: 15m
          format: csv
          lead: lead_id
          accepted: "status == 'accepted'"
          duplicate: "status == 'duplicate'"
          reason: reason
          price: price

        """;

    private const string Name = " in daily_20261102_090000.csv";

    [Fact]
    public async Task Rows_end_as_the_feedback_says_and_prices_are_taken_back()
    {
        using var stage = new BatchStage(Rules);
        var leads = await stage.SubmitAllAsync(4);
        var file = await stage.MakeAsync();
        Put(stage, "results_1.csv", $"{leads[0]},rejected,too old,", $"{leads[1]},accepted,,20", $"{leads[2]},duplicate,known,");

        await LookAsync(stage);

        Assert.Equal($"failure · files failure{Name}", await stage.TellAsync(leads[0]));
        Assert.Equal("too old", (await stage.LeadAsync(leads[0])).Reason);
        Assert.Equal($"success 20.00 · files success 20.00{Name}", await stage.TellAsync(leads[1]));
        Assert.Equal($"duplicate · files duplicate{Name}", await stage.TellAsync(leads[2]));
        Assert.Equal($"success 12.50 · files success 12.50{Name}", await stage.TellAsync(leads[3]));
        Assert.Equal((2, 2), await CountsAsync(stage, file));
        Assert.Empty(stage.Alerts());
    }

    [Fact]
    public async Task A_row_that_was_refused_is_sold_where_the_feedback_says_so()
    {
        using var stage = new BatchStage(Rules);
        stage.Far.Answers = rows => [new(null, 0, Outcome.Failure, "busy", null, null)];
        var lead = await stage.SubmitAsync();
        var file = await stage.MakeAsync();
        Assert.Equal((0, 1), await CountsAsync(stage, file));
        Put(stage, "results_1.csv", $"{lead},accepted,,9.50");

        await LookAsync(stage);

        Assert.Equal($"success 9.50 · files success 9.50{Name}", await stage.TellAsync(lead));
        Assert.Equal((1, 0), await CountsAsync(stage, file));
    }

    [Theory]
    [InlineData("USD", "12.50")]
    [InlineData("EUR", "14.00")]
    public async Task Price_in_another_currency_is_none(string currency, string price)
    {
        using var stage = new BatchStage(
            Rules, $"currency: {currency}\nplan: files\n", $"price: 12.50\ncurrency: {currency}\n", buyer: $"currency: {currency}\n");
        var lead = await stage.SubmitAsync();
        await stage.MakeAsync();
        Put(stage, "results_1.csv", $"{lead},accepted,,14 EUR");

        await LookAsync(stage);

        Assert.Equal($"success {price} · files success {price}{Name}", await stage.TellAsync(lead));
    }

    [Fact]
    public async Task Feedback_that_finds_no_room_is_told_and_read_once_there_is_some()
    {
        using var stage = new BatchStage(Rules);
        var lead = await stage.SubmitAsync();
        await stage.MakeAsync();
        Put(stage, "results_1.csv", $"{lead},rejected,too old,");
        stage.Archive.IsFull = true;

        await LookAsync(stage);

        Assert.Equal(
            ("batch_feedback", "batch daily: results_1.csv cannot be kept: no room is left on the disk here"), Assert.Single(stage.Alerts()));
        Assert.Equal($"success 12.50 · files success 12.50{Name}", await stage.TellAsync(lead));
        stage.Archive.IsFull = false;
        await LookAsync(stage);
        Assert.Equal($"failure · files failure{Name}", await stage.TellAsync(lead));
    }

    [Fact]
    public async Task The_same_again_changes_nothing()
    {
        using var stage = new BatchStage(Rules, recipient: "price: 12.50\nbalance: { credit_limit: 0 }\ncaps: { daily: 10 }\n");
        await stage.Process.Limits.Balances.TopUpAsync("files", 100m, "R-1", "eve", default);
        var leads = await stage.SubmitAllAsync(3);
        var file = await stage.MakeAsync();
        Put(stage, "results_1.csv", $"{leads[0]},rejected,too old,", $"{leads[1]},accepted,,12.50");
        await LookAsync(stage);
        var told = await Task.WhenAll(leads.Select(stage.TellAsync));
        var (cap, balance) = (Queue.BatchLeadTests.Cap(stage), stage.Process.Limits.Balances.Of(stage.Recipient));
        Assert.Equal((2, 1), await CountsAsync(stage, file));
        Assert.Equal(new BalanceView(75m, 0m, 75m), balance);

        await LookAsync(stage);
        Put(stage, "results_2.csv", $"{leads[0]},rejected,too old,", $"{leads[1]},accepted,,12.50");
        await LookAsync(stage);
        await stage.RestartAsync();
        await LookAsync(stage);

        Assert.Equal(told, await Task.WhenAll(leads.Select(stage.TellAsync)));
        Assert.Equal((cap, balance), (Queue.BatchLeadTests.Cap(stage), stage.Process.Limits.Balances.Of(stage.Recipient)));
        Assert.Equal((2, 1), await CountsAsync(stage, file));
        Assert.Empty(stage.Alerts());
    }

    [Fact]
    public async Task Unknown_leads_and_rows_that_cannot_be_read_are_told()
    {
        using var stage = new BatchStage(Rules);
        var lead = await stage.SubmitAsync();
        await stage.MakeAsync();
        var waiting = await stage.SubmitAsync();
        Put(
            stage, "results_1.csv",
            "01ARZ3NDEKTSV4RRFFQ69G5FAV,accepted,,", "Bob,accepted,,", $"{waiting},accepted,,", ",accepted,,", $"{lead},rejected,no,");

        await LookAsync(stage);

        Assert.Equal($"failure · files failure{Name}", await stage.TellAsync(lead));
        Assert.Equal("queued · files queued", await stage.TellAsync(waiting));
        Assert.Equal(2, stage.Alerts().Count);
        Assert.All(stage.Alerts(), alert => Assert.Equal("batch_feedback", alert.Kind));
        Assert.Contains("1 rows of results_1.csv cannot be read, the first: line 5", stage.Alerts()[0].Message, StringComparison.Ordinal);
        Assert.Contains(
            "3 rows of results_1.csv tell of leads that were not sent in a file", stage.Alerts()[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feedback_of_120_rows_is_worked_through_whole()
    {
        using var stage = new BatchStage(Rules);
        var leads = await stage.SubmitAllAsync(120);
        var file = await stage.MakeAsync();
        Put(stage, "results_1.csv", [.. leads.Select((lead, at) => $"{lead},{(at % 3 == 0 ? "rejected" : "accepted")},,{at}")]);

        await LookAsync(stage);

        for (var at = 0; at < leads.Length; at++)
        {
            Assert.Equal(at % 3 == 0 ? null : at, (await stage.LeadAsync(leads[at])).Price);
        }

        Assert.Equal((80, 40), await CountsAsync(stage, file));
        Assert.DoesNotContain(stage.Archive.Files.Keys, name => name.Contains("feedback", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_anywhere_while_feedback_is_read_it_counts_once()
    {
        var points = 1;
        for (var point = 0; point <= points; point++)
        {
            using var stage = new BatchStage(Rules, recipient: "price: 12.50\ncaps: { daily: 100 }\n");
            var leads = await stage.SubmitAllAsync(60);
            var file = await stage.MakeAsync();
            Put(stage, "results_1.csv", [.. leads.Select((lead, at) => $"{lead},{(at % 3 == 0 ? "rejected" : "accepted")},,7")]);
            stage.Time.Advance(TimeSpan.FromMinutes(16));
            var before = stage.Power.Points;
            stage.Power.CutBefore = point == 0 ? 0 : before + point;
            try
            {
                await stage.LookAsync();
            }
            catch (PowerCutException)
            {
                await stage.RestartAsync();
            }

            points = point == 0 ? stage.Power.Points - before : points;
            await stage.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));

            Assert.Equal((40, 20), await CountsAsync(stage, file));
            Assert.Equal(40 * 7m, (await Task.WhenAll(leads.Select(stage.LeadAsync))).Sum(lead => lead.Price ?? 0));
            Assert.Equal((40m, 0m), Queue.BatchLeadTests.Cap(stage));
            Assert.Empty(stage.Alerts());
        }

        Assert.InRange(points, 5, 60);
    }

    [Fact]
    public async Task A_file_that_is_replaced_by_one_of_the_same_size_is_read_again()
    {
        using var stage = new BatchStage(Rules);
        var leads = await stage.SubmitAllAsync(2);
        await stage.MakeAsync();
        Put(stage, "results_x.csv", $"{leads[0]},rejected,,");
        await LookAsync(stage);
        stage.Time.Advance(TimeSpan.FromHours(1));
        Put(stage, "results_x.csv", $"{leads[1]},rejected,,");

        await LookAsync(stage);

        Assert.All(await Task.WhenAll(leads.Select(stage.LeadAsync)), lead => Assert.Equal(Outcome.Failure, lead.Outcome));
    }

    [Fact]
    public async Task Feedback_that_comes_while_leads_are_being_marked_is_not_lost()
    {
        using var stage = new BatchStage(Rules);
        var leads = await stage.SubmitAllAsync(150);
        var file = await stage.OpenAsync();
        while ((await stage.FileAsync(file)).Accepted == 0)
        {
            Assert.True(await stage.Process.Engine.StepAsync());
        }

        Put(stage, "results_1.csv", $"{leads[0]},rejected,no,", $"{leads[149]},rejected,no,");
        await stage.Process.Clock.LookAsync(default);
        await stage.RunAsync();
        await LookAsync(stage);

        Assert.Equal($"failure · files failure{Name}", await stage.TellAsync(leads[0]));
        Assert.Equal($"failure · files failure{Name}", await stage.TellAsync(leads[149]));
        Assert.Equal((148, 2), await CountsAsync(stage, file));
        Assert.Empty(stage.Alerts());
    }

    [Fact]
    public async Task A_drop_that_cannot_be_looked_into_is_told_and_looked_into_again()
    {
        using var stage = new BatchStage(Rules);
        var lead = await stage.SubmitAsync();
        await stage.MakeAsync();
        stage.Far.ListProblem = "no connection";
        Put(stage, "results_1.csv", $"{lead},rejected,no,");
        Put(stage, "other.csv", $"{lead},accepted,,99");
        await LookAsync(stage);
        Assert.Equal("batch daily: feedback cannot be looked for: no connection", Assert.Single(stage.Alerts()).Message);

        stage.Far.ListProblem = null;
        await LookAsync(stage);

        Assert.Equal($"failure · files failure{Name}", await stage.TellAsync(lead));
    }

    [Fact]
    public async Task Parts_that_a_killed_process_left_behind_go_with_old_files()
    {
        using var stage = new BatchStage(Rules + "keep: 2d\n");
        var leads = await stage.SubmitAllAsync(2);
        await stage.MakeAsync();
        Put(stage, "results_1.csv", [.. leads.Select(lead => $"{lead},rejected,no,")]);
        stage.Time.Advance(TimeSpan.FromMinutes(16));
        await stage.Process.Clock.LookAsync(default);
        while (!stage.Archive.Files.Keys.Any(name => name.Contains("feedback", StringComparison.Ordinal)))
        {
            Assert.True(await stage.Process.Engine.StepAsync());
        }

        // The commit holds, and the process is dead before the part is removed.
        stage.Power.CutBefore = stage.Power.Points + 2;
        await stage.RunAsync();
        Assert.Contains(stage.Archive.Files.Keys, name => name.Contains("feedback", StringComparison.Ordinal));

        stage.Time.Advance(TimeSpan.FromDays(3));
        await stage.Process.Retention.SweepAsync(default);

        Assert.Empty(stage.Archive.Files);
    }

    private static void Put(BatchStage stage, string name, params string[] rows) => stage.Far.Feedback[name] = (
        Encoding.UTF8.GetBytes("lead_id,status,reason,price\n" + string.Join("\n", rows) + "\n"), stage.Time.GetUtcNow());

    private static Task LookAsync(BatchStage stage) => stage.PassAsync(TimeSpan.FromMinutes(16), TimeSpan.FromMinutes(16));

    private static async Task<(int, int)> CountsAsync(BatchStage stage, string file)
    {
        var report = await stage.FileAsync(file);
        return (report.Accepted, report.Refused);
    }
}
