using LeadDelivery.Core.Money;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Money;

public sealed class CurrencyTests
{
    private const string Buyer = "endpoint: { url: 'https://b.example/' }\n";

    [Fact]
    public void Codes_are_three_capitals_and_the_usual_ones_are_among_them()
    {
        Assert.All(Currency.All, code => Assert.Matches("^[A-Z]{3}$", code));
        Assert.All(["USD", "EUR", "GBP", "CAD", "AUD", "JPY", "XOF"], code => Assert.True(Currency.IsKnown(code)));
        Assert.False(Currency.IsKnown("usd") || Currency.IsKnown("XXX") || Currency.IsKnown("DEM"));
    }

    [Fact]
    public void Money_is_in_dollars_where_nothing_is_said()
    {
        var catalog = Loading.Good();

        Assert.Equal(("USD", "USD"), (catalog.Flows["one"].Currency, catalog.Recipients["ok"].Currency));
    }

    [Fact]
    public void A_flow_and_its_recipients_share_another_currency()
    {
        var catalog = Loading.Good(("flows/one.yaml", "plan: ok\ncurrency: EUR\n"), ("recipients/ok.yaml", Buyer + "currency: EUR\n"));

        Assert.Equal(("EUR", "EUR"), (catalog.Flows["one"].Currency, catalog.Recipients["ok"].Currency));
    }

    [Theory]
    [InlineData("plan: ok\nalso:\n  - other\n", "3: also[0]: the recipient other is paid in EUR (recipients/other.yaml), expected USD, the flow's")]
    [InlineData("plan: ok\nunsold:\n  parallel: [ok, other]\n", "3: unsold.parallel[1]: the recipient other is paid in EUR")]
    [InlineData("plan: ok\nunsold: desk\n", "2: unsold: the recipient other is paid in EUR (recipients/other.yaml), expected USD, the flow's")]
    public void Every_recipient_that_a_flow_can_reach_is_looked_at(string flow, string expected)
    {
        var mistakes = Loading.Mistakes(
            ("flows/one.yaml", flow), ("recipients/other.yaml", Buyer + "currency: EUR\n"), ("recipients/desk.yaml", "type: review\napprove: other\n"));

        Assert.StartsWith("flows/one.yaml:" + expected, Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void One_cost_for_flows_of_two_currencies_is_a_mistake()
    {
        (string, string)[] files =
        [
            ("flows/two.yaml", "plan: other\ncurrency: EUR\n"), ("recipients/other.yaml", Buyer + "currency: EUR\n"),
        ];

        Assert.StartsWith(
            "sources/partner.yaml:2: cost: is one amount for flows of several currencies (one USD, two EUR), expected",
            Assert.Single(Loading.Mistakes([.. files, ("sources/partner.yaml", "key: partner-key-1\ncost: 15.00\n")])), StringComparison.Ordinal);
        Loading.Good([.. files, ("sources/partner.yaml", "key: partner-key-1\ncost: 15.00\nflows: [two]\n")]);
        Loading.Good([.. files, ("sources/partner.yaml", "key: partner-key-1\ncost: \"{{flow.id == 'one' ? 15.00 : 14.00}}\"\n")]);
    }
}
