namespace LeadDelivery.Core.Tests.Configuration.Checks;

/// <summary>What is said of bidders that can bid and never will.</summary>
public sealed class BidderWarningTests
{
    [Theory]
    [InlineData("price: 10\n", "min_bid: 10.01", true)]
    [InlineData("price: 10\n", "min_bid: 10", false)]
    [InlineData("price: 10\n", "winners: 2", false)]
    [InlineData("price: 10\n", "min_bid: \"{{lead.state == 'CA' ? 20 : 15}}\"", false)]
    [InlineData("price: \"{{lead.state == 'CA' ? 20 : 15}}\"\n", "min_bid: 50", false)]
    [InlineData("price: 10\nexclusive_price: 60\n", "min_bid: 50", false)]
    public void Fixed_price_below_a_fixed_floor_is_warned_of(string price, string rule, bool isWarned)
    {
        var result = Loading.Load(
            ("recipients/ok.yaml", Loading.Recipient + price),
            ("flows/one.yaml", $"plan:\n  auction:\n    bidders:\n      - ok\n    {rule}\n"));

        Assert.Empty(result.Mistakes);
        Assert.Equal(
            isWarned ? ["flows/one.yaml:4: plan.auction.bidders[0]: the price of ok is below min_bid: it never bids"] : [],
            result.Warnings.Select(warning => warning.ToString()).Where(warning => warning.Contains("min_bid", StringComparison.Ordinal)));
    }
}
