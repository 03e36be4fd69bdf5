namespace LeadDelivery.Core.Tests.Mapping;

public class FieldKeyTests
{
    [Theory]
    [InlineData("""{"contact.`utm.source`":1,"contact.x":2}""", """{"contact":{"utm.source":1,"x":2}}""")]
    [InlineData("""{"`a.b`.c":1,"`a.b`.d":2}""", """{"a.b":{"c":1,"d":2}}""")]
    [InlineData("""{"a.`$type`":1}""", """{"a":{"$type":1}}""")]
    [InlineData("""{"a.`0`":"x"}""", """{"a":{"0":"x"}}""")]
    [InlineData("""{"a[0].b":1,"`c[0]`.d":2}""", """{"a[0].b":1,"c[0]":{"d":2}}""")]
    [InlineData("""{"it`s":1}""", """{"it`s":1}""")]
    [InlineData("""{"phones.1":"b","phones.0":"a","phones.10":"c","phones.2":""}""", """{"phones":["a","b","c"]}""")]
    [InlineData("""{"rows.1.name":"b","rows.0.name":"a","rows.0.age":1}""", """{"rows":[{"name":"a","age":1},{"name":"b"}]}""")]
    [InlineData("""{"rows":{"0":{"0":1,"1":2},"1":{"x":3}}}""", """{"rows":[[1,2],{"x":3}]}""")]
    [InlineData("""{"phones.0":"a","phones.main":"b"}""", """{"phones":{"0":"a","main":"b"}}""")]
    [InlineData("""{"1234567890":"too long for a place"}""", """{"1234567890":"too long for a place"}""")]
    public void Key_makes_names(string tree, string expected) => Assert.Equal(expected, Mapped.Json(tree, "{}"));

    [Theory]
    [InlineData("""{"`a":1}""", "`a: expected a closing backtick before a dot or the key's end")]
    [InlineData("""{"`a`b":1}""", "`a`b: expected a closing backtick before a dot or the key's end")]
    [InlineData("""{"a.``":1}""", "a.``: expected a name between the backticks")]
    [InlineData("""{"a..b":1}""", "a..b: expected a name before, between and after dots")]
    [InlineData("""{"a.":1}""", "a.: expected a name before, between and after dots")]
    [InlineData("""{"loan.$type":"number"}""", "loan.$type: `$type` is no option behind a dot")]
    [InlineData("""{"a.b":1,"`a`.b":2}""", "`a`.b: this field is given already")]
    [InlineData("""{"0":1,"`0`":2}""", "`0`: this field is given already")]
    [InlineData("""{"a.0":1,"a":["x"]}""", "a: this field is given already")]
    public void Key_that_is_wrong_is_named(string tree, string mistake) => Assert.StartsWith(mistake, Assert.Single(Mapped.Mistakes(tree)));
}
