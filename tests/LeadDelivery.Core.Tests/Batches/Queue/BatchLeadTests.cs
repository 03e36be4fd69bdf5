using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Queue;

/// <summary>What a lead's view says before and after its file.</summary>
public sealed class BatchLeadTests
{
    [Fact]
    public async Task A_lead_is_queued_with_its_reason_and_sold_with_price_and_file_name()
    {
        using var stage = new BatchStage();

        var lead = await stage.SubmitAsync();

        var waiting = await stage.LeadAsync(lead);
        Assert.Equal((Outcome.Queued, "waiting for the next file of batch daily", null), (waiting.Outcome, waiting.Reason, waiting.Price));
        Assert.Equal([(Outcome.Queued, 0, null)], waiting.Deliveries.Select(each => (each.Outcome, each.Attempts, each.File)));

        stage.Time.Advance(TimeSpan.FromMinutes(5));
        await stage.MakeAsync();

        Assert.Equal("success 12.50 · files success 12.50 in daily_20261102_090500.csv", await stage.TellAsync(lead));
        var sold = await stage.LeadAsync(lead);
        Assert.Equal((1, stage.Time.GetUtcNow()), (sold.Deliveries[0].Attempts, sold.EndedAt));
        Assert.Equal($"lead_id,first\r\n{lead},Ann\r\n", Assert.Single(stage.Far.Arrived).Text);
        Assert.Equal((1, 1), (await stage.EventsAsync(lead, "delivery.queued"), await stage.EventsAsync(lead, "delivery.settled")));
    }

    [Fact]
    public async Task A_queued_lead_counts_as_placed_in_a_waterfall()
    {
        using var stage = new BatchStage(plan: "{ waterfall: [files, a] }");

        var lead = await stage.SubmitAsync();

        Assert.Equal("queued · files queued", await stage.TellAsync(lead));
        await stage.MakeAsync();
        Assert.Equal("success 12.50 · files success 12.50 in daily_20261102_090000.csv", await stage.TellAsync(lead));
    }

    [Fact]
    public async Task A_side_delivery_changes_nothing_of_the_lead()
    {
        using var stage = new BatchStage(plan: "plan: a\nalso: [files]\n");

        var lead = await stage.SubmitAsync();
        var before = await stage.LeadAsync(lead);
        stage.Time.Advance(TimeSpan.FromHours(1));
        await stage.MakeAsync();

        Assert.Equal("success 10.00 · a success 10.00 · files success 12.50 in daily_20261102_100000.csv", await stage.TellAsync(lead));
        Assert.Equal(before.EndedAt, (await stage.LeadAsync(lead)).EndedAt);
    }

    [Fact]
    public async Task A_refused_side_delivery_changes_nothing_of_the_lead()
    {
        using var stage = new BatchStage(plan: "plan: a\nalso: [files]\n");
        stage.Far.Answers = rows => [new(null, 0, Outcome.Failure, "no", null, null)];

        var lead = await stage.SubmitAsync();
        await stage.MakeAsync();

        Assert.Equal("success 10.00 · a success 10.00 · files failure in daily_20261102_090000.csv", await stage.TellAsync(lead));
    }

    [Fact]
    public async Task Test_leads_are_skipped()
    {
        using var stage = new BatchStage("when_empty: skip\n");

        var lead = await stage.SubmitAsync(test: true);

        Assert.Equal((Outcome.Skipped, "test lead, and batches take none"), (
            (await stage.LeadAsync(lead)).Deliveries[0].Outcome, (await stage.LeadAsync(lead)).Deliveries[0].Reason));
        Assert.Equal(0, (await stage.Process.Desk.ViewAsync(stage.Batch, default)).Waiting);
    }

    [Fact]
    public async Task A_row_whose_race_was_won_by_another_is_not_sent()
    {
        using var stage = new BatchStage(plan: "{ race: [a, files] }", recipient: "price: 12.50\ncaps: { daily: 5 }\n");
        var lead = await stage.SubmitAsync();
        Assert.Equal("success 10.00 · a success 10.00 · files superseded", await stage.TellAsync(lead));

        var file = await stage.MakeAsync();

        Assert.Equal("success 10.00 · a success 10.00 · files superseded", await stage.TellAsync(lead));
        Assert.Empty(stage.Far.Tries);
        Assert.Equal(FileState.Empty, (await stage.FileAsync(file)).State);
        Assert.Equal((0m, 0m), Cap(stage));
        Assert.DoesNotContain(stage.Records.All(), row => row.Row.StartsWith("withdrawn/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_that_was_sent_before_its_race_was_lost_stays_superseded()
    {
        using var stage = new BatchStage(plan: "{ race: [a, files] }");
        var lead = await stage.TakeInAsync();
        while (!stage.Records.All().Any(row => row.Row.StartsWith("queue/", StringComparison.Ordinal)))
        {
            Assert.True(await stage.Process.Engine.StepAsync());
        }

        // From here on the file and the race go on side by side: it is written before the row is withdrawn.
        await stage.OpenAsync();
        await stage.RunAsync();

        Assert.Equal((Outcome.Success, 10m), await SoldAsync(stage, lead));
        Assert.Equal(Outcome.Superseded, (await stage.LeadAsync(lead)).Deliveries[1].Outcome);
    }

    [Theory]
    [InlineData("{ parallel: [files, a] }")]
    [InlineData("{ parallel: [a, files] }")]
    public async Task A_parallel_sale_adds_up_where_the_file_comes_last(string plan)
    {
        using var stage = new BatchStage(plan: plan);

        var lead = await stage.SubmitAsync();
        Assert.Equal(10m, (await stage.LeadAsync(lead)).Price);
        await stage.MakeAsync();

        Assert.Equal((Outcome.Success, 22.50m), await SoldAsync(stage, lead));
    }

    [Theory]
    [InlineData("{ parallel: [files, a] }", true)]
    [InlineData("{ parallel: [a, files] }", true)]
    [InlineData("{ parallel: [files, a] }", false)]
    [InlineData("{ parallel: [a, files] }", false)]
    public async Task A_parallel_sale_adds_up_where_the_file_is_settled_before_the_plan_has_ended(string plan, bool accepts)
    {
        using var stage = new BatchStage(plan: plan + "\n");
        stage.Answer = _ => accepts ? """{"status":"accepted","price":10}""" : """{"status":"rejected"}""";
        var lead = await stage.TakeInAsync();

        // The buyer answers when the file has long been sent.
        await LetOnlyFilesRunAsync(stage);
        await stage.RunAsync();

        Assert.Equal((Outcome.Success, accepts ? 22.50m : 12.50m), await SoldAsync(stage, lead));
        Assert.Single(stage.Far.Arrived);
    }

    [Fact]
    public async Task A_row_that_is_refused_before_the_plan_has_ended_is_no_sale()
    {
        using var stage = new BatchStage(plan: "{ parallel: [files, a] }");
        stage.Answer = _ => """{"status":"rejected"}""";
        stage.Far.Answers = rows => [new(null, 0, Outcome.Failure, "no", null, null)];
        var lead = await stage.TakeInAsync();

        await LetOnlyFilesRunAsync(stage);
        await stage.RunAsync();

        Assert.Equal((Outcome.Failure, null), await SoldAsync(stage, lead));
    }

    [Fact]
    public async Task A_file_that_is_settled_while_its_lead_is_redelivered_counts_all_the_same()
    {
        using var stage = new BatchStage(plan: "files\n");
        stage.Answer = _ => """{"status":"rejected"}""";
        var lead = await stage.SubmitAsync();
        Assert.Equal(RedeliveryStatus.Started, await stage.Process.Redelivery.StartAsync(lead, "a", "eve", default));

        await LetOnlyFilesRunAsync(stage);
        await stage.RunAsync();

        Assert.Equal("success 12.50 · files success 12.50 in daily_20261102_090000.csv · a failure", await stage.TellAsync(lead));
    }

    [Fact]
    public async Task A_redelivery_that_sells_adds_to_what_a_file_brought_meanwhile()
    {
        using var stage = new BatchStage(plan: "files\n");
        var lead = await stage.SubmitAsync();
        await stage.Process.Redelivery.StartAsync(lead, "a", "eve", default);

        await LetOnlyFilesRunAsync(stage);
        await stage.RunAsync();

        Assert.Equal((Outcome.Success, 22.50m), await SoldAsync(stage, lead));
    }

    [Fact]
    public async Task A_row_refused_while_its_lead_is_redelivered_leaves_what_the_redelivery_comes_to()
    {
        using var stage = new BatchStage(plan: "files\n");
        stage.Answer = _ => """{"status":"rejected"}""";
        stage.Far.Answers = rows => [new(null, 0, Outcome.Failure, "no", null, null)];
        var lead = await stage.SubmitAsync();
        await stage.Process.Redelivery.StartAsync(lead, "a", "eve", default);

        await LetOnlyFilesRunAsync(stage);
        await stage.RunAsync();

        Assert.Equal((Outcome.Failure, null), await SoldAsync(stage, lead));
    }

    [Fact]
    public async Task A_cap_is_reserved_while_a_lead_waits_and_counted_when_it_is_sold()
    {
        using var stage = new BatchStage(recipient: "price: 12.50\ncaps: { daily: 2 }\n");

        await stage.SubmitAllAsync(2);
        var third = await stage.SubmitAsync();

        Assert.Equal((0m, 2m), Cap(stage));
        Assert.Equal("skipped · files skipped", await stage.TellAsync(third));
        await stage.MakeAsync();
        Assert.Equal((2m, 0m), Cap(stage));
        await stage.RestartAsync();
        Assert.Equal((2m, 0m), Cap(stage));
    }

    [Fact]
    public async Task A_place_is_given_back_when_its_row_fails()
    {
        using var stage = new BatchStage(recipient: "price: 12.50\ncaps: { daily: 2 }\n");
        stage.Far.Answers = rows => [new(null, 0, Outcome.Failure, "no", null, null), new(null, 1, Outcome.Duplicate, null, null, null)];

        var leads = await stage.SubmitAllAsync(2);
        await stage.MakeAsync();

        Assert.Equal((0m, 0m), Cap(stage));
        Assert.Equal("failure · files failure in daily_20261102_090000.csv", await stage.TellAsync(leads[0]));
        Assert.Equal("duplicate · files duplicate in daily_20261102_090000.csv", await stage.TellAsync(leads[1]));
        Assert.Equal("queued · files queued", await stage.TellAsync(await stage.SubmitAsync()));
    }

    [Fact]
    public async Task A_prepaid_balance_is_reserved_while_a_lead_waits_and_charged_when_it_is_sold()
    {
        using var stage = new BatchStage(recipient: "price: 12.50\nbalance: { credit_limit: 0 }\n");
        await stage.Process.Limits.Balances.TopUpAsync("files", 30m, "R-1", "eve", default);

        await stage.SubmitAllAsync(2);
        Assert.Equal(new BalanceView(30m, 25m, 5m), stage.Process.Limits.Balances.Of(stage.Recipient));
        Assert.Equal("skipped · files skipped", await stage.TellAsync(await stage.SubmitAsync()));

        stage.Far.Answers = rows => [new(null, 1, Outcome.Failure, "no", null, null)];
        await stage.MakeAsync();
        Assert.Equal(new BalanceView(17.50m, 0m, 17.50m), stage.Process.Limits.Balances.Of(stage.Recipient));
    }

    [Fact]
    public async Task A_place_is_kept_for_as_long_as_a_lead_waits_though_its_own_workflow_has_ended()
    {
        using var stage = new BatchStage(recipient: "price: 12.50\ncaps: { total: 1 }\nbalance: { credit_limit: 50 }\n");
        await stage.SubmitAsync();

        stage.Time.Advance(TimeSpan.FromDays(3));
        await stage.RestartAsync();
        foreach (var kept in stage.Process.Limits.Upkeep)
        {
            await kept.FoldAsync(default);
            await kept.SweepAsync(stage.Process.Engine, default);
        }

        Assert.Equal((0m, 1m), Cap(stage));
        Assert.Equal(12.50m, stage.Process.Limits.Balances.Of(stage.Recipient)!.Reserved);
        await stage.MakeAsync();
        Assert.Equal((1m, 0m), Cap(stage));
        Assert.Equal(new BalanceView(-12.50m, 0m, 37.50m), stage.Process.Limits.Balances.Of(stage.Recipient));
    }

    internal static (decimal Used, decimal Reserved) Cap(BatchStage stage)
    {
        var usage = Assert.Single(stage.Process.Limits.Caps.Usage(stage.Recipient));
        return (usage.Used, usage.Reserved);
    }

    // The file is made and settled while the lead's own delivery to a still waits for its turn.
    private static async Task LetOnlyFilesRunAsync(BatchStage stage)
    {
        var asked = false;
        stage.BeforeAnswer = async buyer =>
        {
            if (!asked)
            {
                asked = true;
                while (!stage.Records.All().Any(row => row.Row.StartsWith("queue/", StringComparison.Ordinal)))
                {
                    Assert.True(await stage.Process.Engine.StepAsync());
                }

                await stage.OpenAsync();
                await stage.Process.Engine.RunAsync();
            }
        };
        await Task.CompletedTask;
    }

    private static async Task<(Outcome, decimal?)> SoldAsync(BatchStage stage, string lead)
    {
        var view = await stage.LeadAsync(lead);
        return (view.Outcome, view.Price);
    }
}
