using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Caps;

namespace LeadDelivery.Core.Tests.Gates.Caps;

public sealed class CapGateTests
{
    [Fact]
    public void A_cap_lets_so_many_in_and_no_more_until_its_period_ends()
    {
        var stage = new CapStage("caps: { daily: 2, timezone: America/New_York }\n", DateTimeOffset.Parse("2026-03-08T12:00:00Z"));

        Assert.Null(stage.Sell("a"));
        Assert.Null(stage.Sell("b"));
        Assert.Equal("cap daily of 2 reached", stage.Sell("c"));
        stage.Time.Advance(TimeSpan.FromHours(16) - TimeSpan.FromSeconds(1));
        Assert.Equal("cap daily of 2 reached", stage.Sell("d"));
        stage.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(stage.Sell("e"));
    }

    [Fact]
    public void A_reservation_takes_room_until_it_is_left_unsold()
    {
        var stage = new CapStage("caps: { total: 1 }\n");

        Assert.Null(stage.Enter("a"));
        Assert.Equal("cap total of 1 reached", stage.Enter("b"));
        stage.Leave("a", Outcome.Failure);

        Assert.Null(stage.Enter("b"));
    }

    [Theory]
    [InlineData(Outcome.Success, 1)]
    [InlineData(Outcome.Queued, 1)]
    [InlineData(Outcome.Failure, 0)]
    [InlineData(Outcome.Duplicate, 0)]
    [InlineData(Outcome.Error, 0)]
    [InlineData(Outcome.Skipped, 0)]
    [InlineData(Outcome.Superseded, 0)]
    public void Only_what_the_recipient_took_counts(Outcome outcome, int used)
    {
        var stage = new CapStage("caps: { daily: 5 }\n");

        stage.Enter("a");
        stage.Leave("a", outcome);

        Assert.Equal((used, 0m), ((int)stage.Usage().Used, stage.Usage().Reserved));
    }

    [Fact]
    public void One_delivery_counts_once_however_often_it_is_entered_and_left()
    {
        var stage = new CapStage("caps: { daily: 5 }\n");

        stage.Enter("a");
        stage.Enter("a");
        Assert.Equal(1, stage.Usage().Reserved);
        stage.Leave("a", Outcome.Success);
        stage.Leave("a", Outcome.Success);
        stage.Enter("a");
        stage.Leave("a", Outcome.Failure);

        Assert.Equal((1m, 0m), (stage.Usage().Used, stage.Usage().Reserved));
    }

    [Fact]
    public async Task A_sale_that_came_too_late_is_given_back_also_after_a_restart()
    {
        var stage = new CapStage("caps: { daily: 5, revenue_total: 100 }\n");
        stage.Sell("a", 40m);
        stage.Sell("b", 30m);

        stage.Leave("a", Outcome.Superseded);
        Assert.Equal((1m, 30m), (stage.Usage().Used, stage.Usage("revenue_total").Used));
        await stage.RestartAsync();
        Assert.Equal((1m, 30m), (stage.Usage().Used, stage.Usage("revenue_total").Used));
        stage.Leave("b", Outcome.Superseded);

        Assert.Equal((0m, 0m), (stage.Usage().Used, stage.Usage("revenue_total").Used));
    }

    [Fact]
    public void What_is_given_back_is_free_only_once_that_is_durable()
    {
        var stage = new CapStage("caps: { total: 1 }\n");
        stage.Enter("a");
        var leaving = new GateActivity(stage.Records, "a");

        stage.Gate.Leave(leaving, "a", stage.Recipient.Id, Outcome.Failure, null);
        Assert.NotNull(stage.Enter("b"));
        leaving.Commit();

        Assert.Null(stage.Enter("b"));
    }

    [Fact]
    public void A_delivery_that_is_entered_again_while_it_is_being_left_keeps_its_room()
    {
        var stage = new CapStage("caps: { total: 1 }\n");
        stage.Enter("a");
        var leaving = new GateActivity(stage.Records, "a");
        stage.Gate.Leave(leaving, "a", stage.Recipient.Id, Outcome.Failure, null);

        leaving.Store();
        Assert.Null(stage.Enter("a"));
        leaving.Commit();

        Assert.NotNull(stage.Enter("b"));
    }

    [Fact]
    public void Money_is_reserved_at_the_expected_price_and_counted_at_the_real_one()
    {
        var stage = new CapStage("price: 40\ncaps: { revenue_daily: 100 }\n");

        Assert.Null(stage.Enter("a", 40m));
        Assert.Null(stage.Enter("b", 40m));
        Assert.Equal("cap revenue_daily of 100 reached", stage.Enter("c", 40m));
        stage.Leave("a", Outcome.Success, 10.50m);

        Assert.Equal((10.50m, 40m), (stage.Usage("revenue_daily").Used, stage.Usage("revenue_daily").Reserved));
        Assert.Null(stage.Enter("c", 40m));
        Assert.Null(stage.Enter("d", 9.50m));
        Assert.NotNull(stage.Enter("e", 0.01m));
    }

    [Fact]
    public void Narrower_caps_count_by_themselves_and_are_named()
    {
        var stage = new CapStage("caps:\n  - { daily: 3 }\n  - { daily: 1, when: \"state == 'CA'\", name: california }\n");

        Assert.Null(stage.Sell("a"));
        Assert.Equal("cap daily of 1 (california) reached", stage.Sell("b"));
        Assert.Null(stage.Sell("c", state: "TX"));
        Assert.Null(stage.Sell("d", state: "TX"));

        Assert.Equal("cap daily of 3 reached", stage.Sell("e", state: "TX"));
    }

    [Fact]
    public void A_test_lead_is_neither_counted_nor_kept_out()
    {
        var stage = new CapStage("caps: { daily: 0 }\n");

        Assert.Null(stage.Enter("a", test: true));

        Assert.Equal(0, stage.Usage().Reserved);
    }

    [Fact]
    public void A_changed_number_keeps_what_was_counted()
    {
        var stage = new CapStage("caps: { daily: 1 }\n");
        stage.Sell("a");

        stage.Recipient = stage.Recipient with { Caps = Configuration.Loading.RecipientOf(
            Configuration.Loading.Recipient + "caps: { daily: 2, weekly: 2, timezone: Asia/Tokyo }\n").Caps };

        Assert.Null(stage.Sell("b"));
        Assert.NotNull(stage.Sell("c"));
    }

    [Fact]
    public void A_reservation_takes_room_in_the_next_period_too_while_it_is_open_and_its_sale_counts_where_it_is_made()
    {
        var stage = new CapStage("caps: { daily: 1 }\n", DateTimeOffset.Parse("2026-05-01T23:59:00Z"));
        stage.Enter("a");

        stage.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(stage.Enter("b"));
        stage.Leave("a", Outcome.Success);
        Assert.NotNull(stage.Enter("b"));
        stage.Time.Advance(TimeSpan.FromDays(1));

        Assert.Null(stage.Enter("b"));
    }

    [Fact]
    public void Usage_says_what_is_used_reserved_and_when_it_begins_anew()
    {
        var stage = new CapStage(
            "caps: { daily: 5, total: 9, revenue_total: 90.5, timezone: America/New_York }\n", DateTimeOffset.Parse("2026-07-01T12:00:00Z"));
        stage.Sell("a", 10m);
        stage.Enter("b", 20m);

        Assert.Equal(
            [
                new CapUsage(null, "daily", 5, 1, 1, CapUnit.Leads, DateTimeOffset.Parse("2026-07-02T04:00:00Z")),
                new CapUsage(null, "total", 9, 1, 1, CapUnit.Leads, null),
                new CapUsage(null, "revenue_total", 90.5m, 10m, 20m, CapUnit.Money, null),
            ],
            stage.Book.Usage(stage.Recipient));
    }

    [Fact]
    public async Task Folded_sales_count_as_before_also_after_a_restart()
    {
        var stage = new CapStage(
            "caps: { minutely: 100, hourly: 100, daily: 1000, monthly: 1000, total: 1000, revenue_total: 10000 }\n",
            DateTimeOffset.Parse("2026-05-05T10:07:00Z"));
        for (var minute = 0; minute < 120; minute++, stage.Time.Advance(TimeSpan.FromMinutes(1)))
        {
            Assert.Null(stage.Sell($"k{minute}", 1.25m));
        }

        var before = stage.Book.Usage(stage.Recipient);
        await stage.FoldAsync();
        Assert.Equal(before, stage.Book.Usage(stage.Recipient));
        Assert.True(stage.Records.All().Count < 30, "sales are folded");
        await stage.RestartAsync();
        Assert.Equal(before, stage.Book.Usage(stage.Recipient));

        stage.Time.Advance(TimeSpan.FromDays(45));
        await stage.FoldAsync();
        await stage.RestartAsync();
        Assert.Equal((120m, 150.00m), (stage.Usage("total").Used, stage.Usage("revenue_total").Used));
        Assert.Equal(0, stage.Usage("monthly").Used);
        Assert.Contains(stage.Records.All(), row => row.Row.StartsWith("day/", StringComparison.Ordinal));
        Assert.DoesNotContain(stage.Records.All(), row => row.Row.StartsWith("sum/", StringComparison.Ordinal));
    }
}
