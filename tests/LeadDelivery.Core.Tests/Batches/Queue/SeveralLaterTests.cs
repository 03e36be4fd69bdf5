using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Queue;

/// <summary>A lead that several took to decide later: what it comes to as one after the other decides.</summary>
public sealed class SeveralLaterTests
{
    private const string Any = "{ parallel: [files, files] }";
    private const string All = "{ parallel: [files, files], require: all }";

    [Theory]
    [InlineData(Any, Outcome.Failure, Outcome.Success, "success 12.50")]
    [InlineData(Any, Outcome.Success, Outcome.Failure, "success 12.50")]
    [InlineData(Any, Outcome.Success, Outcome.Success, "success 25.00")]
    [InlineData(Any, Outcome.Duplicate, Outcome.Failure, "duplicate")]
    [InlineData(All, Outcome.Failure, Outcome.Success, "failure 12.50")]
    [InlineData(All, Outcome.Success, Outcome.Duplicate, "duplicate 12.50")]
    [InlineData(All, Outcome.Success, Outcome.Success, "success 25.00")]
    [InlineData("{ waterfall: [{ parallel: [{ race: [files] }, { parallel: [files, a], require: all }] }] }", Outcome.Failure, Outcome.Success, "success 22.50")]
    public async Task Parallel_comes_to_what_its_members_decide_whoever_decides_first(string plan, Outcome first, Outcome second, string expected)
    {
        using var stage = new BatchStage(plan: plan);
        stage.Far.Answers = _ => [new(null, 0, first, null, null, null), new(null, 1, second, null, null, null)];
        var lead = await stage.SubmitAsync();
        Assert.StartsWith("queued", await stage.TellAsync(lead), StringComparison.Ordinal);

        await stage.MakeAsync();

        Assert.Equal(expected, (await stage.TellAsync(lead)).Split(" · ")[0]);
    }

    [Theory]
    [InlineData("{ parallel: [desk, files] }", false, "", "queued", "success 12.50")]
    [InlineData("{ parallel: [desk, files] }", true, "rejected", "queued", "success 12.50")]
    [InlineData("{ parallel: [desk, files] }", true, "accepted", "success 10.00", "success 22.50")]
    [InlineData("{ parallel: [files, desk] }", false, "", "queued", "success 12.50")]
    [InlineData("{ parallel: [desk, files], require: all }", false, "", "failure", "failure 12.50")]
    [InlineData("{ parallel: [desk, files], require: all }", true, "rejected", "failure", "failure 12.50")]
    [InlineData("{ parallel: [desk, files], require: all }", true, "accepted", "queued 10.00", "success 22.50")]
    [InlineData("{ parallel: [files, desk], require: all }", true, "accepted", "queued 10.00", "success 22.50")]
    public async Task Review_decides_for_its_own_part_of_the_plan(string plan, bool approve, string answer, string reviewed, string expected)
    {
        using var stage = new BatchStage(plan: plan);
        stage.Answer = _ => $$"""{"status":"{{answer}}","price":10}""";
        var lead = await stage.SubmitAsync();

        await stage.DecideAsync(lead, approve);
        Assert.Equal(reviewed, (await stage.TellAsync(lead)).Split(" · ")[0]);
        await stage.MakeAsync();

        Assert.Equal(expected, (await stage.TellAsync(lead)).Split(" · ")[0]);
    }

    [Theory]
    [InlineData("plan: { parallel: [desk, b], require: all }\n", "failure", "failure 10.00")]
    [InlineData("plan: b\nalso: [desk]\n", "failure", "failure")]
    [InlineData("plan: files\nalso: [desk]\n", "queued", "queued")]
    public async Task Review_that_the_lead_does_not_hang_on_sells_it_and_leaves_its_outcome(string flow, string before, string expected)
    {
        using var stage = new BatchStage(plan: flow);
        stage.Answer = recipient => recipient == "b" ? """{"status":"rejected"}""" : """{"status":"accepted","price":10}""";
        var lead = await stage.SubmitAsync();
        Assert.Equal(before, (await stage.TellAsync(lead)).Split(" · ")[0]);

        await stage.DecideAsync(lead, approve: true);

        var told = (await stage.TellAsync(lead)).Split(" · ");
        Assert.Equal(expected, told[0]);
        Assert.Contains("a success 10.00", told);
    }

    [Theory]
    [InlineData("plan: b\nalso: [desk]\n", "failure")]
    [InlineData("plan: b\nalso: [desk]\nunsold: desk\n", "success 10.00")]
    public async Task Redelivery_to_whom_a_side_review_alone_sends_leads_on_is_a_side_delivery(string flow, string expected)
    {
        using var stage = new BatchStage(plan: flow);
        stage.Answer = recipient => recipient == "b" ? """{"status":"rejected"}""" : """{"status":"accepted","price":10}""";
        var lead = await stage.SubmitAsync();

        Assert.Equal(RedeliveryStatus.Started, await stage.Process.Redelivery.StartAsync(lead, "a", "eve", default));
        await stage.RunAsync();

        Assert.Equal(expected, (await stage.TellAsync(lead)).Split(" · ")[0]);
    }

    [Theory]
    [InlineData("{ parallel: [desk, files] }", "success 22.50")]
    [InlineData("{ parallel: [desk, files], require: all }", "success 22.50")]
    public async Task File_that_is_settled_while_an_approved_lead_is_delivered_counts(string plan, string expected)
    {
        using var stage = new BatchStage(plan: plan);
        var lead = await stage.SubmitAsync();
        stage.BeforeAnswer = async _ =>
        {
            stage.BeforeAnswer = _ => Task.CompletedTask;
            await stage.OpenAsync();
            await stage.Process.Engine.RunAsync();
        };

        await stage.DecideAsync(lead, approve: true);
        await stage.RunAsync();

        Assert.Equal(expected, (await stage.TellAsync(lead)).Split(" · ")[0]);
        Assert.Single(stage.Far.Arrived);
    }

    [Theory]
    [InlineData(Outcome.Success, "success 22.50")]
    [InlineData(Outcome.Failure, "success 10.00")]
    public async Task Redelivery_that_is_decided_later_does_not_undo_the_sale_before_it(Outcome row, string expected)
    {
        using var stage = new BatchStage(plan: "{ waterfall: [a, files] }");
        stage.Far.Answers = _ => [new(null, 0, row, null, null, null)];
        var lead = await stage.SubmitAsync();

        Assert.Equal(RedeliveryStatus.Started, await stage.Process.Redelivery.StartAsync(lead, "files", "eve", default));
        await stage.RunAsync();
        Assert.StartsWith("success 10.00 ·", await stage.TellAsync(lead), StringComparison.Ordinal);
        await stage.MakeAsync();

        Assert.Equal(expected, (await stage.TellAsync(lead)).Split(" · ")[0]);
    }

    [Fact]
    public async Task Redelivery_that_waits_beside_an_earlier_one_leaves_the_lead_to_either()
    {
        using var stage = new BatchStage();
        stage.Far.Answers = _ => [new(null, 0, Outcome.Success, null, null, null), new(null, 1, Outcome.Failure, null, null, null)];
        var lead = await stage.SubmitAsync();

        await stage.Process.Redelivery.StartAsync(lead, "files", "eve", default);
        await stage.RunAsync();
        await stage.MakeAsync();

        Assert.Equal("success 12.50", (await stage.TellAsync(lead)).Split(" · ")[0]);
    }

    [Theory]
    [InlineData("{ waterfall: [a, files] }", Outcome.Success, 12.50, 1)]
    [InlineData("{ waterfall: [a, files] }", Outcome.Failure, 0, 0)]
    [InlineData("{ waterfall: [files, a] }", Outcome.Success, 0, 0)]
    [InlineData("{ parallel: [files, a] }", Outcome.Success, 0, 0)]
    [InlineData("{ auction: { bidders: [a, files] } }", Outcome.Success, 12.50, 1)]
    [InlineData("plan: { windows: [{ for: 1h, plan: { race: [{ waterfall: [a, files] }] } }] }\n", Outcome.Success, 12.50, 1)]
    public async Task What_a_file_earns_after_a_technical_failure_is_recovered(string plan, Outcome row, decimal recovered, int entries)
    {
        using var stage = new BatchStage(plan: plan, buyer: "price: 20\n");
        stage.Answer = _ => "out of order";
        stage.Far.Answers = _ => [new(null, 0, row, null, null, null)];
        var lead = await stage.SubmitAsync();
        Assert.Equal(0, (await stage.LeadAsync(lead)).Recovered);

        await stage.MakeAsync();

        Assert.Equal((recovered, entries), ((await stage.LeadAsync(lead)).Recovered, await stage.EventsAsync(lead, "money.recovered")));
    }

    [Theory]
    [InlineData("{ waterfall: [b, desk] }", null, "accepted", 10, 1)]
    [InlineData("{ waterfall: [b, desk] }", null, "rejected", 0, 0)]
    [InlineData("{ waterfall: [b, desk] }", "files", "", 12.50, 1)]
    [InlineData("{ waterfall: [b, { parallel: [desk, files] }] }", null, "accepted", 22.50, 2)]
    [InlineData("{ waterfall: [{ parallel: [b, files], require: all }, desk] }", null, "accepted", 10, 1)]
    [InlineData("{ parallel: [b, desk] }", null, "accepted", 0, 0)]
    [InlineData("{ parallel: [desk, { waterfall: [b, desk] }] }", null, "accepted", 0, 0)]
    public async Task What_an_approved_review_earns_after_a_technical_failure_is_recovered(
        string plan, string? recipient, string answer, decimal recovered, int entries)
    {
        using var stage = new BatchStage(plan: plan);
        stage.Answer = asked => asked == "b" ? "out of order" : $$"""{"status":"{{answer}}","price":10}""";
        var lead = await stage.SubmitAsync();
        Assert.Equal(0, (await stage.LeadAsync(lead)).Recovered);

        await stage.DecideAsync(lead, approve: true, recipient);
        await stage.Process.Orders.RunAsync(stage.Batch, "eve", CancellationToken.None);
        await stage.RunAsync();

        Assert.Equal((recovered, entries), ((await stage.LeadAsync(lead)).Recovered, await stage.EventsAsync(lead, "money.recovered")));
    }

    [Fact]
    public async Task What_an_approved_review_earns_by_a_backup_is_recovered_once()
    {
        using var stage = new BatchStage(plan: "{ waterfall: [b, desk] }", first: "backup: b\n");
        var asked = 0;
        stage.Answer = recipient => recipient == "b" && ++asked == 2 ? """{"status":"accepted","price":10}""" : "out of order";
        var lead = await stage.SubmitAsync();

        await stage.DecideAsync(lead, approve: true);

        Assert.StartsWith("success 10.00", await stage.TellAsync(lead), StringComparison.Ordinal);
        Assert.Equal((10m, 1), ((await stage.LeadAsync(lead)).Recovered, await stage.EventsAsync(lead, "money.recovered")));
    }
}
