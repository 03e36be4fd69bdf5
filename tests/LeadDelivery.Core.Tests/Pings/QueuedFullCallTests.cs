using System.Globalization;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Tests.Batches.Stage;
using LeadDelivery.Core.Tests.Leads;

namespace LeadDelivery.Core.Tests.Pings;

/// <summary>Pinged and posted in one call, and taken by a buyer who decides later.</summary>
public sealed class QueuedFullCallTests
{
    private const string Waiting = "queued  promised";
    private const string Source = "key: partner-key-1\ncost: 15\n";

    [Theory]
    [InlineData("{ auction: { bidders: [files], margin: '20%' } }", Waiting, "success 10.00 promised", "success 16.00 promised", "failure  ")]
    [InlineData("{ auction: { bidders: [files, a], margin: 2.50, winners: 2 } }",
        "success 7.50 promised", "success 20.00 promised", "success 27.50 promised", "success 7.50 promised")]
    [InlineData("{ auction: { bidders: [a], margin: 1, min_bid: 11, fallback: files } }", "queued 15.00 ", "success 15.00 ", "success 15.00 ", "failure 15.00 ")]
    [InlineData("{ parallel: [{ auction: { bidders: [files], margin: '20%' } }, a] }",
        "success  promised", "success 10.00 promised", "success 16.00 promised", "success 15.00 ")]
    public async Task Source_is_told_what_the_margin_leaves_once_the_buyer_has_decided(
        string plan, string queued, string sold, string paidMore, string refused)
    {
        foreach (var (says, expected) in new[] { ("", sold), ("accepted", paidMore), ("rejected", refused) })
        {
            using var stage = new BatchStage(plan: plan, buyer: "price: 10\n", source: Source) { IsFull = true };
            stage.Far.Answers = _ => says == "" ? []
                : [new(null, 0, says == "accepted" ? Outcome.Success : Outcome.Failure, null, null, says == "accepted" ? 20m : null)];
            var lead = await stage.SubmitAsync();
            Assert.Equal(queued, await TellAsync(stage, lead));

            await stage.MakeAsync();

            Assert.Equal(expected, await TellAsync(stage, lead));
        }
    }

    [Fact]
    public async Task Source_is_told_what_the_margin_leaves_where_the_file_was_sent_before_the_lead_had_ended()
    {
        using var stage = new BatchStage(plan: "{ parallel: [{ auction: { bidders: [files], margin: '20%' } }, a] }", source: Source)
        {
            IsFull = true,
        };
        var file = "";
        stage.BeforeAnswer = async _ =>
        {
            await stage.RunToAsync("CloseAuction");
            file = await stage.OpenAsync();
            await stage.RunToAsync("MarkFile");
            await stage.Process.Engine.StepAsync();
        };

        var lead = await stage.SubmitAsync();

        Assert.Equal(FileState.Delivered, (await stage.FileAsync(file)).State);
        Assert.Equal("success 10.00 promised", await TellAsync(stage, lead));
    }

    [Fact]
    public async Task Source_is_told_the_same_wherever_the_process_dies()
    {
        var cuts = 0;
        for (var point = 1; cuts == point - 1; point++)
        {
            using var stage = new BatchStage(plan: "{ auction: { bidders: [files], margin: '20%' } }", source: Source) { IsFull = true };
            var lead = await stage.TakeInAsync();
            var process = stage.Process;
            process.Power.CutBefore = process.Power.Points + point;
            await stage.RunAsync();
            Assert.Equal(Waiting, await TellAsync(stage, lead));
            try
            {
                await stage.OpenAsync();
            }
            catch (PowerCutException)
            {
                await stage.RestartAsync();
                await stage.Process.Orders.RunAsync(stage.Batch, "eve", default);
            }

            await stage.RunAsync();

            cuts += process.Power.IsOff ? 1 : 0;
            Assert.Equal("success 10.00 promised", await TellAsync(stage, lead));
        }

        Assert.True(cuts > 10, $"{cuts} points");
    }

    [Theory]
    [InlineData(true, "success 36.00 promised", 45)]
    [InlineData(false, "failure  ", null)]
    public async Task Source_is_told_what_the_margin_leaves_of_the_price_of_an_approved_lead(bool approve, string expected, int? price)
    {
        var desk = new LeadDesk { Flow = LeadDesk.MakeFlow(Auction()) };
        Review(desk);
        var result = await desk.Intake.SubmitAsync(Submission(desk) with { IsFull = true }, default);
        await desk.Workflows.EndOf(result.LeadId!);
        Assert.Equal(Waiting, Tell((await desk.Reader.GetAsync(result.LeadId!, default))!));

        Assert.Equal(ReviewStatus.Done, (await desk.Review.DecideAsync(new(result.LeadId!, approve, null, null, "ann"), default)).Status);
        await desk.Workflows.EndOf($"{result.LeadId}.r1");

        var lead = (await desk.Reader.GetAsync(result.LeadId!, default))!;
        Assert.Equal((expected, price), (Tell(lead), lead.Price));
    }

    [Fact]
    public async Task Post_of_a_ping_that_is_rejected_in_review_costs_nothing()
    {
        var desk = new LeadDesk { Flow = LeadDesk.MakeFlow(Auction()) };
        Review(desk);
        var offer = await desk.Pings.OfferAsync(Submission(desk), default);
        var result = await desk.Intake.SubmitAsync(Submission(desk) with { PingId = offer!.PingId }, default);
        await desk.Workflows.EndOf(result.LeadId!);
        Assert.Equal("queued 16.00 promised", Tell((await desk.Reader.GetAsync(result.LeadId!, default))!));

        await desk.Review.DecideAsync(new(result.LeadId!, false, null, null, "ann"), default);

        Assert.Equal((Outcome.Failure, null), (await desk.Reader.GetAsync(result.LeadId!, default)) is { } lead ? (lead.Outcome, lead.Cost) : default);
    }

    private static Auction Auction() => new()
    {
        Path = "plan",
        Bidders = [LeadDesk.Deliver("buyer")],
        Margin = new Margin(0.2m, true),
    };

    // The bidder cannot be reached; in its place a review has the lead, and sends it on to the second.
    private static void Review(LeadDesk desk)
    {
        desk.Source = desk.Source with { Cost = LeadDesk.Template("15") };
        desk.Recipients = desk.Recipients
            .Add("desk", new() { Id = "desk", Name = "desk", Type = "review", Review = new("second") })
            .SetItem("buyer", LeadDesk.Buyer("buyer") with
            {
                Price = LeadDesk.Template("20"),
                Backup = "desk",
                Retry = new RetryPolicy { Attempts = 1 },
            });
        desk.On("buyer", LeadDesk.NotSent());
    }

    private static Submission Submission(LeadDesk desk) => new(desk.Current, desk.Source, desk.Flow, LeadDesk.Fields(), false, null, default);

    private static async Task<string> TellAsync(BatchStage stage, string lead) => Tell(await stage.LeadAsync(lead));

    private static string Tell(LeadView lead) =>
        string.Create(CultureInfo.InvariantCulture, $"{lead.Outcome.Name()} {lead.Cost:0.00} {(lead.IsPromised ? "promised" : "")}");
}
