using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Tests.Configuration;

/// <summary><c>accept.fields</c> of a flow.</summary>
public sealed class FieldRuleTests
{
    [Fact]
    public void Rule_is_read_with_all_it_may_say()
    {
        var rules = Loading.FlowOf("""
            plan: ok
            accept:
              fields:
                mobile: { type: phone, valid: true, country: United Kingdom }
                state: { type: state, values: [California, tx] }
                homeowner: { values: [Own, Rent, 1, true] }
            """).Accept.Fields;

        Assert.Equal(new FieldRule("mobile", "phone", false, null, null) { Valid = true, Country = "GB" }, rules[0]);
        Assert.Equal(["CA", "TX"], rules[1].Values.AsEnumerable());
        Assert.Equal(("enum", "Own Rent 1 true"), (rules[2].Type, string.Join(' ', rules[2].Values)));
    }

    [Theory]
    [InlineData("{ type: enum }", "4: accept.fields.f.type: expected values beside it")]
    [InlineData("{ values: [] }", "4: accept.fields.f.values: expected a list of 1 or more, found 0")]
    [InlineData("{ values: [Own, own] }", "4: accept.fields.f.values: value 2 is there already, upper and lower case aside")]
    [InlineData("{ type: state, values: [CA, XX] }", "4: accept.fields.f.values: value 2 is not a US state or Canadian province")]
    [InlineData("{ type: state, values: [CA, california] }", "4: accept.fields.f.values: value 2 is there already, upper and lower case aside")]
    [InlineData("{ type: phone, country: Atlantis }", "4: accept.fields.f.country: is not a known country")]
    [InlineData("{ type: email, country: US }", "4: accept.fields.f.country: says nothing here, expected a type of phone or postal beside it")]
    [InlineData("{ type: trustedfrom }", "4: accept.fields.f.type: `trustedfrom` is not known, did you mean `trustedform`?")]
    [InlineData("{ valid: 1 }", "4: accept.fields.f.valid: expected true or false, found the number 1")]
    public void Mistake_is_reported_with_its_line(string rule, string expected) =>
        Assert.Contains(
            Loading.Mistakes(("flows/one.yaml", $"plan: ok\naccept:\n  fields:\n    f: {rule}\n")),
            mistake => mistake.StartsWith("flows/one.yaml:" + expected, StringComparison.Ordinal));
}
