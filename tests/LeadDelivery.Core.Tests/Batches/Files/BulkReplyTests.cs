using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Tests.Batches.Stage;
using LeadDelivery.Core.Tests.Delivery;
using LeadDelivery.Core.Tests.Leads;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>What a recipient says of single rows at once.</summary>
public sealed class BulkReplyTests
{
    [Fact]
    public async Task Rows_end_as_the_reply_says_each_with_its_price_and_reason()
    {
        using var stage = new BatchStage();
        var leads = await stage.SubmitAllAsync(4);
        stage.Far.Answers = rows =>
        [
            new(leads[0], 0, Outcome.Success, null, "B-1", 20m),
            new(leads[1], 1, Outcome.Failure, "too old", null, null),
            new(leads[2], 2, Outcome.Duplicate, "known", null, null),
        ];

        var file = await stage.MakeAsync();

        var name = " in daily_20261102_090000.csv";
        Assert.Equal($"success 20.00 · files success 20.00{name}", await stage.TellAsync(leads[0]));
        Assert.Equal("B-1", (await stage.LeadAsync(leads[0])).Deliveries[0].RecipientLeadId);
        Assert.Equal($"failure · files failure{name}", await stage.TellAsync(leads[1]));
        Assert.Equal("too old", (await stage.LeadAsync(leads[1])).Reason);
        Assert.Equal($"duplicate · files duplicate{name}", await stage.TellAsync(leads[2]));
        Assert.Equal($"success 12.50 · files success 12.50{name}", await stage.TellAsync(leads[3]));
        Assert.Equal((2, 2), ((await stage.FileAsync(file)).Accepted, (await stage.FileAsync(file)).Refused));
    }

    [Fact]
    public async Task Replies_in_the_order_of_the_rows_reach_over_chunks_and_pass_over_rows_that_were_not_sent()
    {
        using var stage = new BatchStage("checks: { required: [first] }\n");
        var leads = new List<string>();
        for (var at = 0; at < 205; at++)
        {
            leads.Add(await stage.TakeInAsync(false, at % 50 == 3 ? ("last_name", "Lee") : ("first_name", "Ann")));
        }

        await stage.RunAsync();
        stage.Far.Answers = rows =>
            [.. rows.Select((row, at) => new RowReply(null, at, Outcome.Success, null, "of " + row.Split(',')[0], at))];

        var file = await stage.MakeAsync();

        for (var (at, sent) = (0, 0); at < leads.Count; at++)
        {
            var delivery = (await stage.LeadAsync(leads[at])).Deliveries[0];
            Assert.Equal(
                at % 50 == 3 ? (Outcome.Queued, null, null) : (Outcome.Success, "of " + leads[at], (decimal?)sent),
                (delivery.Outcome, delivery.RecipientLeadId, delivery.Price));
            sent += at % 50 == 3 ? 0 : 1;
        }

        Assert.Equal((200, 5), ((await stage.FileAsync(file)).Accepted, (await stage.FileAsync(file)).Mistaken));
    }

    [Theory]
    [InlineData("USD", null)]
    [InlineData("EUR", "14")]
    public void Price_of_a_row_in_another_currency_is_none(string currency, string? price)
    {
        var reply = LeadDesk.Answer(200, """{"status":"accepted","rows":[{"ok":true,"pays":"14 EUR"}]}""");
        var rules = new RowReplyRules { List = LeadDesk.Parse("json.rows"), Success = LeadDesk.Parse("row.ok"), Price = LeadDesk.Parse("row.pays") };

        var result = BulkReplyReader.Read(LeadDesk.Buyer("files") with { Currency = currency }, rules, reply, Given.Seen);

        Assert.Equal(price is null ? null : decimal.Parse(price), Assert.Single(result.Rows!).Price);
    }
}
