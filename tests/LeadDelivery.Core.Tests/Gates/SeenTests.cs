using System.Text;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Leads;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>What a recipient was sent is not sent to it again.</summary>
public sealed class SeenTests
{
    private static readonly DedupeOf Phone = new("555-0100", "a@example.com");

    [Fact]
    public async Task Lead_that_a_recipient_was_sent_is_skipped()
    {
        var desk = Desk();
        var first = await DeliverAsync(desk, Phone);

        var second = await DeliverAsync(desk, Phone with { Email = "b@example.com" });
        var other = await DeliverAsync(desk, Phone with { Number = "555-0199" });

        Assert.Equal(Outcome.Success, first.Outcome);
        Assert.Equal((Outcome.Skipped, $"duplicate of lead {first.LeadId}: same phone_1"), (second.Deliveries[0].Outcome, second.Deliveries[0].Reason));
        Assert.Equal(Outcome.Success, other.Outcome);
        Assert.Equal(2, desk.Sent.Count);
        Assert.DoesNotContain(desk.Records.All(), row => $"{row.Partition}/{row.Row} {Encoding.UTF8.GetString(row.Body.Span)}".Contains("0100"));
    }

    [Theory]
    [InlineData("refused", true)]
    [InlineData("unanswered", true)]
    [InlineData("not sent", false)]
    public async Task Only_what_may_have_been_sent_is_remembered(string reply, bool remembered)
    {
        var desk = Desk().On("buyer", reply switch
        {
            "refused" => LeadDesk.Refuses(),
            "unanswered" => LeadDesk.Unanswered(),
            _ => LeadDesk.NotSent(),
        });
        await DeliverAsync(desk, Phone);
        desk.On("buyer", LeadDesk.Accepts());

        Assert.Equal(remembered ? Outcome.Skipped : Outcome.Success, (await DeliverAsync(desk, Phone)).Deliveries[0].Outcome);
    }

    [Fact]
    public async Task Test_leads_are_neither_skipped_nor_remembered()
    {
        var desk = Desk();
        await DeliverAsync(desk, Phone, test: true);
        Assert.Equal(Outcome.Success, (await DeliverAsync(desk, Phone)).Outcome);

        Assert.DoesNotContain("duplicate", (await DeliverAsync(desk, Phone, test: true)).Deliveries[0].Reason ?? "");
    }

    [Fact]
    public async Task Operators_redelivery_passes()
    {
        var desk = Desk();
        await DeliverAsync(desk, Phone);
        var second = await DeliverAsync(desk, Phone);
        Assert.Equal(Outcome.Skipped, second.Deliveries[0].Outcome);

        Assert.Equal(RedeliveryStatus.Started, await desk.Redelivery.StartAsync(second.LeadId, "buyer", "operator", CancellationToken.None));
        await desk.Workflows.EndOf(second.LeadId + ".r1");
        Assert.Equal(2, desk.Sent.Count);
    }

    [Fact]
    public async Task Erased_lead_is_not_remembered()
    {
        var desk = Desk();
        var first = await DeliverAsync(desk, Phone);
        Assert.Contains(desk.Records.All(), row => row.Partition.StartsWith("seen/", StringComparison.Ordinal));

        await desk.Erasure.EraseAsync(first.LeadId, "operator", CancellationToken.None);

        Assert.DoesNotContain(desk.Records.All(), row => row.Partition.StartsWith("seen", StringComparison.Ordinal));
        Assert.Equal(Outcome.Success, (await DeliverAsync(desk, Phone)).Outcome);
    }

    [Fact]
    public async Task Sighting_ends_with_its_time_and_its_own_repeats_pass()
    {
        var buyer = new LimitedRecipient("dedupe: { by: [phone_1], within: 90d }\n");
        var phone = ("phone_1", Value.Of("555-0100"));
        Assert.Null(await buyer.SellAsync("a", null, phone));
        Assert.Null(await buyer.EnterAsync("a", null, false, phone));
        Assert.Equal("duplicate of lead L1: same phone_1", await buyer.EnterAsync("b", null, false, phone));
        Assert.Null(await buyer.EnterAsync("none", null, false, ("phone_1", Value.Of(""))));
        await buyer.RestartAsync();
        Assert.NotNull(await buyer.EnterAsync("b", null, false, phone));

        buyer.Time.Advance(TimeSpan.FromDays(90));
        Assert.Null(await buyer.EnterAsync("b", null, false, phone));
        Assert.NotNull(await buyer.EnterAsync("c", null, false, phone));
    }

    [Fact]
    public async Task Delivery_that_outlasts_its_sighting_does_not_remove_that_of_the_next()
    {
        var buyer = new LimitedRecipient("dedupe: { by: [phone_1], within: 1h }\n");
        var phone = ("phone_1", Value.Of("555-0100"));
        Assert.Null(await buyer.EnterAsync("a", null, false, phone));
        buyer.Time.Advance(TimeSpan.FromHours(2));
        Assert.Null(await buyer.EnterAsync("b", null, false, phone));

        buyer.Leave("a", Outcome.Error);

        Assert.NotNull(await buyer.EnterAsync("c", null, false, phone));
        buyer.Leave("b", Outcome.Error);
        Assert.Null(await buyer.EnterAsync("c", null, false, phone));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_lead_that_is_refused_when_it_is_stored()
    {
        var buyer = new LimitedRecipient("dedupe: { by: [phone_1], within: 90d }\n");
        var phone = ("phone_1", Value.Of("555-0100"));
        (await buyer.BeginEnterAsync("refused", null, phone)).Refuse();
        buyer.Ended.Add("of-refused");

        Assert.Null(await buyer.SellAsync("b", null, phone));

        buyer.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await buyer.SweepAsync());
    }

    private static LeadDesk Desk()
    {
        var desk = new LeadDesk();
        desk.Recipients = desk.Recipients.SetItem("buyer", LeadDesk.Buyer("buyer") with
        {
            Dedupe = new(["phone_1"], TimeSpan.FromDays(90)),
            Retry = new() { Attempts = 1 },
        });
        return desk;
    }

    private static Task<LeadView> DeliverAsync(LeadDesk desk, DedupeOf lead, bool test = false) =>
        desk.DeliverAsync(LeadDesk.Fields(lead.Email, lead.Number), test);

    private sealed record DedupeOf(string Number, string Email);
}
