using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>A recipient in technical trouble has its lead taken by its backup; what that earns is recovered money.</summary>
public sealed class BackupTests
{
    [Theory]
    [InlineData("a accepts 5", "success 5.00 · a success 5.00")]
    [InlineData("a refuses", "failure · a failure")]
    [InlineData("a breaks · b accepts 4", "success 4.00 · a error · b success 4.00")]
    [InlineData("a breaks · b breaks · c accepts 3", "success 3.00 · a error · b error · c success 3.00")]
    [InlineData("a breaks · b refuses", "failure · a error · b failure")]
    public void Backup_is_tried_where_a_delivery_ends_in_error(string buyers, string expected) =>
        Assert.Equal(expected, new PlanStage("a", buyers, ("a", "backup: b"), ("b", "backup: c")).Tell());

    [Fact]
    public void Backup_takes_over_from_a_recipient_that_is_skipped_for_trouble_and_from_no_other()
    {
        var stage = new PlanStage("{ parallel: [a, c] }", "", ("a", "backup: b\nwhen: \"true\""), ("c", "backup: d\nwhen: \"true\""));
        stage.Close("a", "circuit open", technical: true).Close("c", "cap daily");

        Assert.Equal("success 10.00 · a skipped · c skipped · b success 10.00", stage.Tell());
    }

    [Fact]
    public void Error_stays_the_outcome_where_the_backup_cannot_take_the_lead()
    {
        var stage = new PlanStage("a", "a breaks", ("a", "backup: b"), ("b", "when: \"state == 'CA'\""));

        Assert.Equal("error · a error · b skipped", stage.Tell());
    }

    [Theory]
    [InlineData("a", "a breaks · b accepts 4", 4)]
    [InlineData("{ waterfall: [a, c] }", "a breaks · b refuses · c accepts 7", 7)]
    [InlineData("{ waterfall: [{ waterfall: [a, c] }, d] }", "a breaks · b refuses · c refuses · d accepts 2.50", 2.5)]
    [InlineData("{ waterfall: [c, d] }", "c refuses · d accepts 7", 0)]
    [InlineData("{ parallel: [c, d] }", "c breaks · d accepts 7", 0)]
    [InlineData("{ parallel: [a, d] }", "a breaks · b accepts 4 · d accepts 7", 4)]
    [InlineData("{ windows: [{ for: 1h, plan: c, every: 20m }] }", "c breaks, then accepts 7", 0)]
    [InlineData("{ windows: [{ for: 1h, plan: c }, { for: 1h, plan: d }] }", "c breaks · d accepts 7", 7)]
    public void What_is_sold_after_a_technical_failure_is_recovered_money(string plan, string buyers, double recovered)
    {
        var stage = new PlanStage(plan, buyers, ("a", "backup: b"));

        var lead = stage.Deliver();

        Assert.Equal((decimal)recovered, stage.Summary(lead.LeadId).Recovered);
        var told = stage.Records.All().Where(row => row.Row.StartsWith("event/", StringComparison.Ordinal))
            .Select(row => ValueJson.Parse(row.Body.Span).AsObject)
            .Where(entry => entry.Members.Any(member => member.Key == "type" && member.Value.AsText == "money.recovered"))
            .Select(entry => entry.Members.Single(member => member.Key == "amount").Value.AsNumber);
        Assert.Equal(recovered == 0 ? [] : [(decimal)recovered], told);
    }

    [Fact]
    public void Unsold_node_earns_recovered_money_too()
    {
        var stage = new PlanStage("plan: a\nunsold: d\n", "a breaks · d accepts 7");

        var lead = stage.Deliver();

        Assert.Equal(7m, stage.Summary(lead.LeadId).Recovered);
    }
}
