using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Plans;

namespace LeadDelivery.Core.Tests.Auctions;

/// <summary>Every ping, bid and loss stands in the ledger, and nothing of the consumer where it must not be.</summary>
public sealed class AuctionLedgerTests
{
    private const string State = "state-of-the-consumer";

    [Fact]
    public void Ledger_has_one_entry_for_every_bidder_and_one_for_what_became_of_the_bids()
    {
        var stage = new PlanStage(
            "{ auction: { bidders: [a, b, c, d, e], min_bid: 5, deadline: 1s } }",
            "a bids 10 for 60s · b bids 20 · b refuses · c ignores pings · d does not bid · e bids 3");

        var lead = stage.Deliver(false, ("state", Value.Of(State)));

        var events = stage.Events(lead.LeadId);
        var pings = events.Where(entry => entry.Type == "auction.ping").Select(entry => entry.Data).ToList();
        Assert.Equal(
            ["a offered 10", "b offered 20", "c timeout ", "d no_bid ", "e below_minimum 3"],
            pings.Select(ping => $"{ping.At("recipient").ToText()} {ping.At("outcome").ToText()} {ping.At("bid").ToText()}"));
        Assert.NotEmpty(pings[0].At("expires_at").ToText());
        var closed = Assert.Single(events, entry => entry.Type == "auction.closed").Data;
        Assert.Equal(
            ["a won 10", "b refused 20", "c timeout ", "d no_bid ", "e below_minimum 3"],
            closed.At("bids").AsList.Select(bid => bid.AsObject)
                .Select(bid => $"{bid.At("recipient").ToText()} {bid.At("outcome").ToText()} {bid.At("bid").ToText()}"));
    }

    [Theory]
    [InlineData("a bids 10 · b bids 20 · c bids 5", "a lost outbid · b won  · c lost outbid")]
    [InlineData("a bids 10 · b bids 20 · b refuses · c bids 5", "a won  · b refused  · c lost outbid")]
    [InlineData("a bids 10 · b bids 20 · b hangs · c bids 5", "a lost not posted to · b error  · c lost not posted to")]
    public void Ledger_and_answer_say_why_a_bid_lost(string buyers, string expected)
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b, c] } }", buyers, ("b", "unanswered: stop"));

        var lead = stage.Deliver();

        var closed = Assert.Single(stage.Events(lead.LeadId), entry => entry.Type == "auction.closed").Data.At("bids").AsList.Select(bid => bid.AsObject);
        Assert.Equal(
            expected,
            string.Join(" · ", closed.Select(bid => $"{bid.At("recipient").ToText()} {bid.At("outcome").ToText()} {bid.At("reason").ToText()}")));
        Assert.Equal(
            expected.Split(" · ").Where(bid => bid.Contains("lost", StringComparison.Ordinal)),
            lead.Bids.Where(bid => bid.Outcome == "lost").Select(bid => $"{bid.Recipient} lost {bid.Reason}"));
    }

    [Fact]
    public void Requests_and_replies_are_in_the_ledger_also_of_bidders_that_never_answer()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 10 · b ignores pings");

        var lead = stage.Deliver(false, ("state", Value.Of(State)));

        var pings = stage.Events(lead.LeadId).Where(entry => entry.Type == "auction.ping").Select(entry => entry.Data).ToList();
        Assert.All(pings, ping => Assert.Contains(State, ping.At("request.body").ToText(), StringComparison.Ordinal));
        Assert.Contains("\"id\":\"a1\"", pings[0].At("reply.body").ToText(), StringComparison.Ordinal);
        Assert.Equal("no answer before the deadline", pings[1].At("reason").ToText());
    }

    [Fact]
    public void Auction_without_an_offer_is_closed_in_the_ledger_too()
    {
        var stage = new PlanStage("{ auction: { bidders: [a] } }", "a does not bid");

        var lead = stage.Deliver();

        Assert.Single(stage.Events(lead.LeadId), entry => entry.Type == "auction.closed");
    }

    [Fact]
    public void History_and_rows_hold_nothing_of_the_consumer_and_no_ping_id_in_clear()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b], winners: 2 } }", "a bids 10 · b bids 20");

        stage.Deliver(false, ("state", Value.Of(State)));

        var pings = Assert.Single(stage.Workflows.History, entry => entry.StartsWith("PingBidders", StringComparison.Ordinal));
        Assert.Contains("\"price\":20", pings, StringComparison.Ordinal);
        var clear = stage.Records.All().Select(row => System.Text.Encoding.UTF8.GetString(row.Body.Span)).Concat(stage.Workflows.History);
        Assert.All(clear, text =>
        {
            Assert.DoesNotContain(State, text, StringComparison.Ordinal);
            Assert.DoesNotContain("of-a1", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"a1\"", text, StringComparison.Ordinal);
        });
    }
}
