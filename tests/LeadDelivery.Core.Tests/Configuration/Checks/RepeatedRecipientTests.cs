namespace LeadDelivery.Core.Tests.Configuration.Checks;

/// <summary>A recipient that a plan names twice: told where it would get a lead twice.</summary>
public sealed class RepeatedRecipientTests
{
    [Theory]
    [InlineData("[ok, b, ok]", "members[2]: ok takes turns already, expected it once; { ok: 2 } gives it twice the turns")]
    [InlineData("[{ ok: 3 }, { recipient: ok, weight: 2 }]", "members[1]: ok takes turns already, expected it once")]
    [InlineData("[{ deliver: ok, when: a }, { deliver: ok, when: a }]", "members[1]: ok takes turns already, expected it once")]
    public void Recipient_that_takes_turns_twice_is_a_warning(string members, string expected) =>
        AssertWarning($"{{ rotate: {{ members: {members} }} }}", "plan.rotate." + expected);

    [Theory]
    [InlineData("{ parallel: [ok, b, ok] }", "plan.parallel[2]: ok stands here and in plan.parallel[0]: it would get the lead twice and may pay for it twice")]
    [InlineData("{ race: [ok, { waterfall: [b, ok] }] }", "plan.race[1].waterfall[1]: ok stands here and in plan.race[0]: it would get the lead twice")]
    [InlineData("{ waterfall: [ok, b, ok] }", "plan.waterfall[2]: ok stands here and in plan.waterfall[0]: it would be asked again")]
    [InlineData("{ parallel: [b, c] }", "plan.parallel[0]: the backup of b, c, stands in plan.parallel[1] too and may get the lead twice")]
    [InlineData("{ waterfall: [b, ok, c] }", "plan.waterfall[0]: the backup of b, c, stands in plan.waterfall[2] too and may get the lead twice")]
    public void Recipient_that_may_get_a_lead_twice_is_a_warning(string plan, string expected) => AssertWarning(plan, expected);

    [Theory]
    [InlineData("{ parallel: [{ deliver: ok, when: \"a == 1\" }, { deliver: ok, when: \"a == 2\" }] }")]
    [InlineData("{ parallel: [ok, { route: [{ when: a, then: ok }, { else: b }] }] }")]
    [InlineData("{ rotate: { members: [{ deliver: ok, when: \"a == 1\" }, { deliver: ok, when: \"a == 2\" }] } }")]
    [InlineData("{ rotate: { members: [{ waterfall: [ok, b] }, { waterfall: [b, ok] }], by: round_robin } }")]
    [InlineData("{ windows: [{ for: 1h, plan: ok }, { for: 1h, plan: { race: [ok, b] } }] }")]
    [InlineData("{ waterfall: [c, b] }")]
    public void Recipient_that_is_named_twice_for_a_reason_is_nothing_to_say(string plan) =>
        Assert.Empty(Loading.Load([Plan(plan), .. Others]).Warnings);

    private static void AssertWarning(string plan, string expected)
    {
        var result = Loading.Load([Plan(plan), .. Others]);
        Assert.NotNull(result.Catalog);
        Assert.StartsWith("flows/one.yaml:1: " + expected, Assert.Single(result.Warnings).ToString(), StringComparison.Ordinal);
    }

    private static (string Path, string Text)[] Others =>
        [("recipients/b.yaml", "backup: c\n" + Loading.Recipient), ("recipients/c.yaml", Loading.Recipient)];

    private static (string Path, string Text) Plan(string plan) => ("flows/one.yaml", $"plan: {plan}\n");
}
