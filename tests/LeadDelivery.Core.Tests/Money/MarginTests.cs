using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Leads;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Money;

public sealed class MarginTests
{
    [Fact]
    public async Task A_sold_lead_has_price_cost_and_margin_with_the_places_they_were_given_with()
    {
        var desk = Costing("15.00").On("buyer", Accepts(price: 45.00m));

        var lead = await desk.DeliverAsync();

        Assert.Equal(("45.00", "15.00", "30.00"), Texts(lead.Price, lead.Cost, lead.Margin));
        var sale = Assert.Single(lead.Deliveries);
        Assert.Equal(("45.00", "15.00", "30.00"), Texts(sale.Price, sale.Cost, sale.Margin));
    }

    [Fact]
    public async Task The_price_of_the_configuration_keeps_its_places_too()
    {
        var desk = Costing("15").On("buyer", Answer(200, """{"status":"accepted"}"""));
        desk.Recipients = desk.Recipients.SetItem("buyer", Buyer("buyer") with { Price = Template("45.50") });

        var lead = await desk.DeliverAsync();

        Assert.Equal(("45.50", "15", "30.50"), Texts(lead.Price, lead.Cost, lead.Margin));
    }

    [Fact]
    public async Task The_cost_of_a_lead_sold_to_several_is_carried_once_by_those_who_pay()
    {
        var desk = Costing("10.00").On("buyer", Accepts(price: 20m)).On("second", Accepts(price: 5.55m)).On("third", Accepts(price: 1m));
        desk.Recipients = desk.Recipients.Add("own", Buyer("own"));
        desk.On("own", Answer(200, """{"status":"accepted"}"""));
        var plan = new Core.Plans.Parallel { Path = "plan", Members = [Deliver("buyer"), Deliver("own"), Deliver("second"), Deliver("third")] };
        desk.Flow = MakeFlow(plan, null, Deliver("crm", path: "also[0]"));

        var lead = await desk.DeliverAsync();

        Assert.Equal((26.55m, 16.55m), (lead.Price, lead.Margin));
        Assert.Equal(
            [("buyer", 3.34m, 16.66m), ("own", null, null), ("second", 3.33m, 2.22m), ("third", 3.33m, -2.33m), ("crm", null, null)],
            lead.Deliveries.Select(d => (d.Recipient, d.Cost, d.Margin)));
        Assert.Equal(lead.Margin, lead.Deliveries.Sum(d => d.Margin));
    }

    [Fact]
    public async Task An_unsold_lead_costs_what_it_cost()
    {
        var lead = await Costing("15.00").On("buyer", Refuses()).DeliverAsync();

        Assert.Equal((null, 15.00m, -15.00m), (lead.Price, lead.Cost, lead.Margin));
        Assert.Null(Assert.Single(lead.Deliveries).Margin);
    }

    [Fact]
    public async Task Without_price_and_cost_there_is_no_margin()
    {
        var desk = new LeadDesk().On("buyer", Refuses());

        Assert.Null((await desk.DeliverAsync()).Margin);
    }

    [Fact]
    public async Task A_lead_that_is_not_taken_is_not_bought()
    {
        var desk = Costing("15.00");
        desk.Flow = desk.Flow with { Accept = new AcceptRules { When = Parse("state == 'CA'") } };

        var lead = await desk.DeliverAsync();

        Assert.Equal((Outcome.Failure, null, null), (lead.Outcome, lead.Cost, lead.Margin));
    }

    [Fact]
    public async Task A_test_lead_has_no_margin()
    {
        var desk = Costing("15.00");
        desk.Source = desk.Source with { TestAccept = Parse("true") };

        var lead = await desk.DeliverAsync();

        Assert.Equal((Outcome.Success, true, null, null), (lead.Outcome, lead.Test, lead.Margin, lead.Deliveries[0].Margin));
    }

    [Fact]
    public async Task A_lead_shows_the_currency_it_came_in_whatever_the_flow_says_later()
    {
        var desk = new LeadDesk();
        desk.Flow = desk.Flow with { Currency = "EUR" };
        desk.Recipients = desk.Recipients.SetItem("buyer", Buyer("buyer") with { Currency = "EUR" });
        var lead = await desk.DeliverAsync();

        desk.Flow = desk.Flow with { Currency = "USD" };

        Assert.Equal("EUR", (await desk.Reader.GetAsync(lead.LeadId, default))!.Currency);
        Assert.Equal(RedeliveryStatus.OtherCurrency, await desk.Redelivery.StartAsync(lead.LeadId, null, "ann", default));
        Assert.Equal(RedeliveryStatus.OtherCurrency, await desk.Redelivery.StartAsync(lead.LeadId, "second", "ann", default));
        Assert.Equal(RedeliveryStatus.Started, await desk.Redelivery.StartAsync(lead.LeadId, "buyer", "ann", default));
    }

    private static LeadDesk Costing(string cost)
    {
        var desk = new LeadDesk();
        desk.Source = desk.Source with { Cost = Template(cost) };
        return desk;
    }

    private static (string?, string?, string?) Texts(decimal? a, decimal? b, decimal? c) => (a?.ToString(), b?.ToString(), c?.ToString());
}
