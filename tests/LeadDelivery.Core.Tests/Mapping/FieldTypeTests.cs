namespace LeadDelivery.Core.Tests.Mapping;

public class FieldTypeTests
{
    private const string Lead =
        """
        {"epoch":1772377200,"epoch_text":"1772377200000","one":1.0,"two":2,"yes":" YES ","tiny":"-0.001","none":null,"empty":[],"blanks":["",""],
         "tags":["a","","b"],"object":{"k":1},"dates":["1/2/2026","2026-03-04T23:00:00-08:00"],"id":7,"sum":"$1,234.5","phone":"1-512-555-0142"}
        """;

    [Theory]
    [InlineData("epoch", "\"$type\":\"date\"", "\"2026-03-01\"")]
    [InlineData("epoch_text", "\"$type\":\"date\",\"$format\":\"MM/DD/YYYY HH:mm\"", "\"03/01/2026 15:00\"")]
    [InlineData("epoch", "\"$type\":\"date\",\"$format\":\"YYYY-MM-DD 00:00:00\"", "\"2026-03-01 00:00:00\"")]
    [InlineData("epoch", "\"$type\":\"date\",\"$format\":\"on {value}\"", "\"on 2026-03-01T15:00:00Z\"")]
    [InlineData("dates", "\"$type\":\"date\"", "[\"2026-01-02\",\"2026-03-04\"]")]
    [InlineData("one", "\"$type\":\"boolean\"", "true")]
    [InlineData("yes", "\"$type\":\"boolean\"", "true")]
    [InlineData("none", "\"$type\":\"boolean\",\"$default\":\"n\"", "false")]
    [InlineData("tiny", "\"$type\":\"number\",\"$format\":\"0.00\"", "0.00")]
    [InlineData("id", "\"$type\":\"number\",\"$format\":\"000\"", "\"007\"")]
    [InlineData("id", "\"$type\":\"integer\",\"$format\":\"0\"", "7")]
    [InlineData("id", "\"$type\":\"string\",\"$format\":\"000\"", "\"007\"")]
    [InlineData("sum", "\"$type\":\"number\",\"$format\":\"#,##0.00\"", "\"1,234.50\"")]
    [InlineData("sum", "\"$type\":\"number\",\"$map\":{\"$1,234.5\":\"99\"}", "99")]
    [InlineData("phone", "\"$format\":\"(###) ###-####\"", "\"(512) 555-0142\"")]
    [InlineData("object", "\"$type\":\"string\"", "\"{\\\"k\\\":1}\"")]
    [InlineData("tags", "\"$type\":\"string\",\"$default\":\"x\"", "[\"a\",\"b\"]")]
    [InlineData("blanks", "\"$type\":\"string\",\"$default\":\"x\"", "\"x\"")]
    [InlineData("empty", "\"$default\":\"x\"", "\"x\"")]
    [InlineData("empty", "\"$empty\":\"null\"", "[]")]
    [InlineData("empty", "\"$type\":\"string\"", "[]")]
    [InlineData("none", "\"$default\":[\"1\",\"2\"],\"$type\":\"number\"", "[1,2]")]
    [InlineData("none", "\"$map\":{\"\":\"nobody\"}", "\"nobody\"")]
    [InlineData("none", "\"$map\":{\"*\":\"other\"}", null)]
    [InlineData("two", "\"$map\":{\"2\":\"{{lead.id}}\"}", "7")]
    [InlineData("two", "\"$map\":{\"2\":null},\"$empty\":\"blank\"", "\"\"")]
    public void Options_make_the_value(string field, string options, string? expected) =>
        Assert.Equal(expected is null ? "{}" : $$"""{"a":{{expected}}}""", Mapped.Json($$$"""{"a":{"$value":"{{lead.{{{field}}}}}",{{{options}}}}}""", Lead));

    [Theory]
    [InlineData("two", "\"$type\":\"boolean\"", "not yes or no")]
    [InlineData("object", "\"$type\":\"number\"", "not a number")]
    [InlineData("object", "\"$format\":\"0.00\"", "not a single value, and $format is for those")]
    [InlineData("yes", "\"$format\":\"0.00\"", "does not fit the format 0.00")]
    [InlineData("yes", "\"$type\":\"date\",\"$format\":\"MM/DD/YYYY\"", "not a date")]
    [InlineData("empty", "\"$required\":true", "required, but empty")]
    [InlineData("empty", "\"$empty\":\"error\"", "empty, and $empty is error")]
    [InlineData("tags", "\"$type\":\"number\"", "not a number", "not a number")]
    public void Value_that_does_not_fit_is_a_problem(string field, string options, params string[] problems) => Assert.Equal(
        problems.Select(problem => "a: " + problem), Mapped.Of($$$"""{"a":{"$value":"{{lead.{{{field}}}}}",{{{options}}}}}""", Lead).Problems);

    [Theory]
    [InlineData("""{"$format":"abc"}""", "a.$format: is no format, expected a mask")]
    [InlineData("""{"$format":"0.00 USD"}""", "a.$format: is no format, expected a mask")]
    [InlineData("""{"$type":"date","$format":"0.00"}""", "a.$format: is no pattern of a date")]
    [InlineData("""{"$type":"date","$format":"###-##"}""", "a.$format: is no pattern of a date")]
    [InlineData("""{"$type":"number","$format":"MM/DD/YYYY"}""", "a.$format: is a date's pattern")]
    public void Option_that_can_fit_no_value_is_a_mistake(string options, string mistake) => Assert.StartsWith(
        mistake, Assert.Single(Mapped.Mistakes($$"""{"a":{"$value":"{{"{{lead.x}}"}}",{{options[1..]}}}""")));

    [Theory]
    [InlineData("""{"$value":"1","$type":"number","$map":{"1":"Own","2":"Rent"}}""", "\"Own\"")]
    [InlineData("""{"$value":"3","$type":"number","$format":"0.00","$map":{"1":"Own"}}""", "3.00")]
    [InlineData("""{"$value":"own","$type":"integer","$map":{"own":"7"}}""", "7")]
    [InlineData("""{"$value":"{{lead.none}}","$type":"number","$format":"0.00","$default":"unknown"}""", "\"unknown\"")]
    [InlineData("""{"$value":"{{lead.none}}","$type":"number","$format":"0.00","$default":5}""", "5.00")]
    public void Word_of_the_configurations_own_that_is_not_of_the_type_stays_as_it_is_written(string field, string expected)
    {
        var mapped = Mapped.Of($$"""{"a":{{field}}}""", Lead);

        Assert.Equal($$"""{"a":{{expected}}}""", mapped.Json);
        Assert.Empty(mapped.Problems);
    }

    [Fact]
    public void Default_taken_from_the_lead_that_is_not_of_the_type_is_a_problem() => Assert.Equal(
        ["a: not a number"], Mapped.Of("""{"a":{"$value":"{{lead.none}}","$type":"number","$default":"about {{lead.two}}"}}""", Lead).Problems);

    [Fact]
    public void Document_of_a_single_literal_is_a_mistake() => Assert.StartsWith(
        "a.$document: is for fields under $value", Assert.Single(Mapped.Mistakes("""{"a":{"$document":"json","$value":"x"}}""")));
}
