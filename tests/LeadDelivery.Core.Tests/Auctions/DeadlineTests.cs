using LeadDelivery.Core.Tests.Plans;

namespace LeadDelivery.Core.Tests.Auctions;

/// <summary>One deadline for all, bids that expire, and rounds that a dead process left half done.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public void Round_closes_at_its_deadline_though_bidders_hang_and_their_requests_are_given_up()
    {
        var stage = new PlanStage(
            "{ auction: { bidders: [a, b, c, d], deadline: 400ms } }",
            "a ignores pings · b bids 10 after 100ms · c bids 99 after 401ms · d ignores pings");

        var lead = stage.Deliver();

        Assert.Equal(("success 10.00 · b success 10.00", "a timeout · b won 10 · c timeout · d timeout"), (PlanStage.Told(lead), BiddingTests.Bids(lead)));
        Assert.Equal(TimeSpan.FromMilliseconds(400), stage.Answered(lead));
        Assert.Equal(["a", "c", "d"], stage.GivenUp.Order());
        Assert.All(stage.Pinged, ping => Assert.Equal(TimeSpan.Zero, ping.At));
        Assert.Equal(("no answer before the deadline", 400), (lead.Bids[0].Reason, lead.Bids[0].DurationMs));
    }

    [Fact]
    public void Round_closes_when_the_last_bidder_has_answered()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b], deadline: 30s } }", "a bids 10 after 100ms · b does not bid after 250ms");

        Assert.Equal(TimeSpan.FromMilliseconds(250), stage.Answered(stage.Deliver()));
    }

    [Fact]
    public void Auction_that_nobody_answers_in_time_is_an_error_and_tells_why()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b], fallback: c } }", "a ignores pings · b ignores pings · c refuses");
        Assert.Equal("failure · c failure", stage.Tell());

        var lead = new PlanStage("{ auction: { bidders: [a] } }", "a ignores pings").Deliver();
        Assert.Equal(("error", "no answer before the deadline"), (PlanStage.Told(lead), lead.Reason));
        Assert.Equal("2000", $"{lead.Bids[0].DurationMs}");
    }

    [Fact]
    public void Bid_that_has_expired_before_its_post_is_not_taken()
    {
        var stage = new PlanStage(
            "{ auction: { bidders: [a, b, c] } }", "a bids 30 · a refuses after 10s · b bids 20 for 5s · c bids 10 for 60s");

        var lead = stage.Deliver();

        Assert.Equal("a refused 30 · b expired 20 · c won 10", BiddingTests.Bids(lead));
        Assert.Equal("success 10.00 · a failure · b skipped · c success 10.00", PlanStage.Told(lead));
        Assert.Equal("bid expired before the post", lead.Bids[1].Reason);
    }

    [Fact]
    public void Bid_that_expires_between_two_attempts_of_its_post_is_not_tried_again()
    {
        var stage = new PlanStage(
            "{ auction: { bidders: [a, b] } }", "a bids 30 for 5s · a is down, then accepts · b bids 20",
            ("a", "retry: { attempts: 3, initial: 10s, jitter: false }"));

        var lead = stage.Deliver();

        Assert.Equal("success 20.00 · a error · b success 20.00", PlanStage.Told(lead));
        Assert.Equal(2, stage.Sent.Count);
        Assert.Equal(20m, lead.Recovered);
    }

    [Fact]
    public void Bid_that_expires_while_it_waits_for_its_buyers_turn_is_not_posted()
    {
        var stage = new PlanStage(
            "{ parallel: [a, { auction: { bidders: [{ deliver: a }, b] } }] }", "a bids 30 for 5s · a accepts 1 after 20s · b bids 20", ("a", "concurrency: 1"));

        var lead = stage.Deliver();

        Assert.Equal("a expired 30 · b won 20", BiddingTests.Bids(lead));
        Assert.Single(stage.Sent, sent => sent.Recipient == "a");
    }

    [Fact]
    public void Round_that_is_repeated_after_a_crash_counts_its_second_bids_and_posts_once()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 20, then bids 5 · b bids 10");
        var crashes = 1;
        stage.Workflows.DiesAfter = activity => activity == "PingBidders" && crashes-- > 0;

        var lead = stage.Deliver();

        Assert.Equal(("success 10.00 · b success 10.00", "a lost 5 · b won 10"), (PlanStage.Told(lead), BiddingTests.Bids(lead)));
        Assert.Equal(4, stage.Pinged.Count);
        Assert.Contains("\"b2\"", Assert.Single(stage.Posts), StringComparison.Ordinal);
        Assert.Equal(2, stage.Events(lead.LeadId).Count(entry => entry.Type == "auction.ping"));
    }

    [Fact]
    public void Post_that_is_repeated_after_a_crash_goes_to_the_same_bidder_under_the_same_key()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 20 · b bids 10");
        var crashes = 1;
        stage.Workflows.DiesAfter = activity => activity == "AttemptDelivery" && crashes-- > 0;

        Assert.Equal("success 20.00 · a success 20.00", stage.Tell());
        Assert.Equal(2, stage.Sent.Count);
        Assert.Single(stage.Sent.Distinct().Select(sent => (sent.Recipient, sent.Key)).Distinct());
    }

    [Fact]
    public void Repeated_post_is_made_although_its_bid_has_expired_meanwhile_because_it_may_have_been_taken()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 20 for 5s · a accepts after 10s · b bids 10");
        var crashes = 1;
        stage.Workflows.DiesAfter = activity => activity == "AttemptDelivery" && crashes-- > 0;

        Assert.Equal("success 20.00 · a success 20.00", stage.Tell());
        Assert.All(stage.Sent, sent => Assert.Equal("a", sent.Recipient));
    }

    [Fact]
    public void Auction_that_cannot_be_closed_in_the_ledger_keeps_its_sale()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 20 · b bids 10");
        stage.Workflows.Before = (activity, _) =>
        {
            if (activity == "CloseAuction")
            {
                throw new InvalidOperationException("disk");
            }
        };

        Assert.Equal("success 20.00 · a success 20.00", stage.Tell());
    }

    [Fact]
    public void Auction_whose_pings_cannot_be_run_at_all_is_an_error_and_the_plan_goes_on()
    {
        var stage = new PlanStage("{ waterfall: [{ auction: { bidders: [a] } }, c] }", "a bids 20");
        stage.Workflows.Before = (activity, _) =>
        {
            if (activity == "PingBidders")
            {
                throw new InvalidOperationException("disk");
            }
        };

        Assert.Equal("success 10.00 · c success 10.00", stage.Tell());
    }
}
