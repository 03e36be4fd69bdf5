using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Tests.Leads;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Delivery;

public sealed class CaptureTests
{
    [Theory]
    [InlineData(
        """{"status":"accepted","leadId":"B1","contact":{"id":77,"tags":["new"]}}""",
        """{"contact":77,"tags":["new"],"by":"B1"}""")]
    [InlineData("""{"status":"rejected","contact":{"id":77}}""", """{"contact":77,"by":""}""")]
    public async Task Captured_values_are_there_for_the_recipients_after(string reply, string body)
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second")) with { On = [Outcome.Success, Outcome.Failure] })
            .On("buyer", Answer(200, reply));
        desk.Recipients = desk.Recipients
            .SetItem("buyer", Buyer("buyer") with
            {
                Response = Buyer("buyer").Response with
                {
                    Capture = [new("contact", Parse("json.contact.id")), new("tags", Parse("json.contact.tags"))],
                },
            })
            .SetItem("second", Buyer("second") with
            {
                Body = Template(
                    "{\"contact\":{{appended.buyer.contact}},{{#if appended.buyer.tags}}\"tags\":{{appended.buyer.tags}},{{/if}}"
                    + "\"by\":\"{{appended.buyer.id}}\"}"),
            });

        await desk.DeliverAsync();

        Assert.Equal(["buyer", "second"], desk.Sent.Select(request => request.Recipient.Id));
        Assert.Equal(body, System.Text.Encoding.UTF8.GetString(desk.Sent[1].Body.Span));
    }
}
