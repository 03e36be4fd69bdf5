using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Core.Tests.Leads;

namespace LeadDelivery.Core.Tests.Pings;

/// <summary>The most pings that a flow's bidders are asked for.</summary>
public sealed class PingCapTests
{
    private static readonly (string, object) Zip = ("zip", "90210");
    private static readonly (string, object) Email = ("email", "ann@example.com");

    [Fact]
    public async Task Ping_beyond_the_cap_is_refused_by_name_and_asks_nobody()
    {
        var desk = Capped("{ total: 2 }").Bid("buyer", 10m);

        var offers = new List<PingOffer> { await desk.PingAsync(Zip), await desk.PingAsync(Zip), await desk.PingAsync(Zip) };

        Assert.Equal([Outcome.Success, Outcome.Success, Outcome.Failure], offers.Select(offer => offer.Outcome));
        Assert.Equal(("cap total of 2 of pings of flow auto reached", null, null), (offers[2].Reason, offers[2].Price, offers[2].ExpiresAt));
        Assert.Equal(6, desk.Asked);
        Assert.Equal("ping unknown", (await desk.PostAsync(offers[2].PingId, Zip, Email)).Reason);
    }

    [Fact]
    public async Task Many_at_once_never_exceed_the_cap()
    {
        var desk = Capped("{ total: 20 }").Bid("buyer", 10m);

        var offers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => desk.PingAsync(Zip))));

        Assert.Equal(20, offers.Count(offer => offer.Outcome == Outcome.Success));
        Assert.Equal(60, desk.Asked);
    }

    [Fact]
    public async Task Count_goes_on_after_a_restart()
    {
        var desk = Capped("{ total: 2 }").Bid("buyer", 10m);
        await desk.PingAsync(Zip);

        await desk.Desk.RestartPingsAsync();

        Assert.Equal(Outcome.Success, (await desk.PingAsync(Zip)).Outcome);
        await desk.Desk.RestartPingsAsync();
        Assert.Equal(Outcome.Failure, (await desk.PingAsync(Zip)).Outcome);
        Assert.Equal(6, desk.Asked);
    }

    [Fact]
    public async Task Ping_counts_whatever_bidders_say_and_though_its_source_hangs_up()
    {
        var desk = Capped("{ total: 2 }");
        await desk.PingAsync(Zip);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => desk.Desk.Pings.OfferAsync(desk.Of([Zip], test: false), gone.Token).AsTask());

        await desk.Desk.RestartPingsAsync();
        Assert.Equal("cap total of 2 of pings of flow auto reached", (await desk.PingAsync(Zip)).Reason);
    }

    [Fact]
    public async Task Pings_that_ask_nobody_and_test_pings_do_not_count()
    {
        var desk = Capped("{ total: 1 }").Bid("buyer", 10m);
        desk.Desk.Flow = desk.Desk.Flow with { Accept = new() { When = LeadDesk.Parse("zip != '10001'") } };

        await desk.PingAsync(("zip", "10001"));
        await desk.TryAsync(test: true, Zip);

        Assert.Equal(Outcome.Success, (await desk.PingAsync(Zip)).Outcome);
        Assert.Equal(Outcome.Failure, (await desk.PingAsync(Zip)).Outcome);
    }

    [Fact]
    public async Task Narrower_cap_counts_the_pings_of_its_rule()
    {
        var desk = Capped("[{ total: 1, when: \"source.id == 'partner'\", name: partner }, { total: 9 }]").Bid("buyer", 10m);

        await desk.PingAsync(Zip);
        var refused = await desk.PingAsync(Zip);
        desk.Desk.Source = desk.Desk.Source with { Id = "other" };

        Assert.Equal("cap total of 1 (partner) of pings of flow auto reached", refused.Reason);
        Assert.Equal(Outcome.Success, (await desk.PingAsync(Zip)).Outcome);
    }

    [Fact]
    public async Task Pings_and_leads_are_counted_apart()
    {
        var desk = Capped("{ total: 1 }").Bid("buyer", 10m);
        desk.Desk.Flow = desk.Desk.Flow with { Caps = desk.Desk.Flow.Pings.Caps };
        var offer = await desk.PingAsync(Zip);

        Assert.Equal(Outcome.Success, (await desk.PostAsync(offer.PingId, Zip, Email)).Outcome);
        Assert.Equal("cap total of 1 of flow auto reached", (await desk.PostAsync(null, Zip, Email)).Reason);
    }

    private static PingDesk Capped(string caps) => new(promise: new() { Caps = Caps(caps) });

    private static ImmutableArray<Cap> Caps(string yaml) => Loading.FlowOf($"{Loading.Flow}pings: {{ caps: {yaml} }}\n").Pings.Caps;
}
