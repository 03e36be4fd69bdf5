using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Tests.Leads;

/// <summary>The most that is accepted from a source and by a flow.</summary>
public sealed class IntakeCapTests
{
    [Fact]
    public async Task Lead_beyond_a_sources_cap_is_a_recorded_failure()
    {
        var desk = new LeadDesk();
        desk.Source = desk.Source with { Caps = Caps("{ daily: 2 }") };

        var outcomes = new List<LeadView>();
        for (var lead = 0; lead < 3; lead++)
        {
            outcomes.Add(await desk.DeliverAsync(LeadDesk.Fields($"a{lead}@example.com")));
        }

        Assert.Equal([Outcome.Success, Outcome.Success, Outcome.Failure], outcomes.Select(lead => lead.Outcome));
        Assert.Contains("cap daily of 2 of source partner reached", outcomes[2].Reason);
        Assert.Equal(2, desk.Sent.Count);
    }

    [Fact]
    public async Task Cost_counts_towards_caps_by_money_and_of_flows()
    {
        var desk = new LeadDesk();
        desk.Source = desk.Source with { Cost = LeadDesk.Template("15.00") };
        desk.Flow = desk.Flow with { Caps = Caps("{ cost_daily: 40 }") };

        var outcomes = new List<Outcome>();
        for (var lead = 0; lead < 3; lead++)
        {
            outcomes.Add((await desk.DeliverAsync(LeadDesk.Fields($"a{lead}@example.com"))).Outcome);
        }

        Assert.Equal([Outcome.Success, Outcome.Success, Outcome.Failure], outcomes);
        Assert.Equal((30m, 0m), Stands(desk, desk.Flow.CapOwner));
    }

    [Fact]
    public async Task Rejected_repeated_and_test_leads_do_not_count()
    {
        var desk = new LeadDesk();
        desk.Source = desk.Source with { Caps = Caps("{ daily: 5 }") };
        desk.Flow = desk.Flow with { Accept = new() { When = LeadDesk.Parse("email != 'no@example.com'") } };

        await desk.DeliverAsync(LeadDesk.Fields("no@example.com"));
        await desk.DeliverAsync(LeadDesk.Fields("a@example.com"), test: true);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            await desk.SubmitAsync(LeadDesk.Fields("b@example.com"), key: "K1");
        }

        Assert.Equal((1m, 0m), Stands(desk, desk.Source.CapOwner));
    }

    [Fact]
    public async Task Lead_that_could_not_be_stored_takes_no_room()
    {
        var desk = new LeadDesk();
        desk.Source = desk.Source with { Caps = Caps("{ daily: 1 }") };
        desk.Workflows.Refuse = StartOutcome.Busy;
        Assert.Equal(IntakeStatus.Busy, (await desk.SubmitAsync()).Status);
        Assert.Equal((0m, 0m), Stands(desk, desk.Source.CapOwner));

        desk.Workflows.Refuse = null;
        Assert.Equal(IntakeStatus.Accepted, (await desk.SubmitAsync()).Status);
        var restarted = new CapBook(desk.Records, TimeProvider.System);
        await restarted.LoadAsync(CancellationToken.None);
        Assert.Equal(1m, Assert.Single(restarted.Usage(desk.Source.CapOwner)).Used);
    }

    [Fact]
    public async Task Worker_of_several_that_could_not_store_a_lead_keeps_no_room_for_it()
    {
        var desk = new LeadDesk(TimeProvider.System, Sharing.ManyWorkers);
        desk.Source = desk.Source with { Caps = Caps("{ daily: 1 }") };
        desk.Workflows.Refuse = StartOutcome.Busy;
        Assert.Equal(IntakeStatus.Busy, (await desk.SubmitAsync()).Status);

        desk.Workflows.Refuse = null;
        Assert.Equal(IntakeStatus.Accepted, (await desk.SubmitAsync()).Status);
        Assert.Equal(IntakeStatus.Rejected, (await desk.SubmitAsync(LeadDesk.Fields("other@example.com"))).Status);
        await desk.Limits.Caps.RefreshAsync(desk.Source.CapOwner, CancellationToken.None);
        Assert.Equal((1m, 0m), Stands(desk, desk.Source.CapOwner));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_at_once_never_exceed_the_cap(bool isShared)
    {
        var desk = new LeadDesk(TimeProvider.System, isShared ? Sharing.ManyWorkers : Sharing.OneProcess);
        desk.Source = desk.Source with { Caps = Caps("{ total: 20 }") };

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(lead =>
            Task.Run(() => desk.SubmitAsync(LeadDesk.Fields($"a{lead}@example.com")))));

        Assert.Equal(20, results.Count(result => result.Status == IntakeStatus.Accepted));
        Assert.Equal(40, results.Count(result => result.Status == IntakeStatus.Rejected));
    }

    private static ImmutableArray<Cap> Caps(string yaml) => Loading.SourceOf($"{Loading.Source}caps: {yaml}\n").Caps;

    private static (decimal, decimal) Stands(LeadDesk desk, CapOwner owner) =>
        desk.Limits.Caps.Usage(owner)[0] is var usage ? (usage.Used, usage.Reserved) : default;
}
