using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Leads;

public sealed class SupersededTests
{
    [Fact]
    public async Task Leads_that_a_second_recipient_took_are_found_and_pay_once()
    {
        var desk = new LeadDesk().On("buyer", Accepts(price: 45.00m)).On("second", Accepts(price: 45.00m));
        var alone = await desk.DeliverAsync();
        desk.Flow = MakeFlow(new Race { Path = "plan", Members = [Deliver("buyer"), Deliver("second")] });
        var raced = await desk.DeliverAsync();

        var page = await desk.List.PageAsync(new LeadFilter { Outcome = Outcome.Superseded }, default);

        var found = Assert.Single(page.Leads);
        Assert.Equal((raced.LeadId, Outcome.Success, 45.00m), (found.LeadId, found.Outcome, found.Price));
        var late = Assert.Single(found.Deliveries, delivery => delivery.Outcome == Outcome.Superseded);
        Assert.Equal((null, null), (late.Price, late.Margin));
        Assert.StartsWith("superseded", late.Reason, StringComparison.Ordinal);
        Assert.Equal(2, (await desk.List.PageAsync(new LeadFilter { Outcome = Outcome.Success }, default)).Leads.Length);
        Assert.NotEqual(alone.LeadId, found.LeadId);
    }
}
