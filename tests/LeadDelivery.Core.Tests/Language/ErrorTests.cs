using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Language;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("", 1, "found the end, expected a value")]
    [InlineData("1 +", 4, "found the end, expected a value")]
    [InlineData("a b c", 1, "unknown function 'a'")]
    [InlineData("state == ", 10, "expected a value")]
    [InlineData("state == 'CA", 10, "not closed, expected '")]
    [InlineData("(1 + 2", 7, "found the end, expected ')'")]
    [InlineData("[1, 2", 6, "expected ',' or ']'")]
    [InlineData("{ 'a' 1 }", 7, "expected ':'")]
    [InlineData("a ? b", 6, "expected ':'")]
    [InlineData("a == b == c", 8, "comparisons do not chain")]
    [InlineData("a & b", 3, "expected '&&'")]
    [InlineData("a # b", 3, "unexpected character '#'")]
    [InlineData("12ab", 1, "'12' runs into 'a'")]
    [InlineData("lead.", 6, "expected a member name after '.'")]
    [InlineData("uper(x)", 1, "unknown function 'uper', did you mean 'upper'?")]
    [InlineData("x.isValidEmial()", 3, "did you mean 'is_valid_email'?")]
    [InlineData("qqqqqqqq(x)", 1, "expected the name of a function")]
    [InlineData("format(x)", 1, "found 1 value for format, expected 2 to 3 values")]
    [InlineData("x.upper(y)", 3, "found 2 values for upper, expected 1 value")]
    [InlineData("x matches '('", 11, "not a regular expression")]
    [InlineData("x.match('(')", 3, "not a regular expression")]
    [InlineData("text('[')", 5, "not a regular expression")]
    [InlineData("text(x)", 5, "one regular expression in quotes")]
    [InlineData("xml('//[')", 4, "not an XPath")]
    [InlineData("//a[", 1, "not an XPath")]
    [InlineData("round x * 2", 9, "put parentheses around")]
    [InlineData("if a 'b' 'c'", 10, "expected 'then'")]
    [InlineData("99999999999999999999999999999999", 1, "the number is too large")]
    [InlineData("@index", 1, "known only inside")]
    public void Expression_that_is_wrong_is_refused_at_its_place(string text, int column, string message)
    {
        Assert.Null(Expression.Parse(text, out var error));
        Assert.Equal(column, error!.Column);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state is_in ['CA', 'TX']", 7, "'is_in' is no operator, did you mean 'in'?")]
    [InlineData("state not_in ['CA']", 7, "'not_in' is no operator, did you mean 'not in'?")]
    [InlineData("lead.state is_in ['CA']", 12, "'is_in' is no operator, did you mean 'in'?")]
    [InlineData("name contain 'x'", 6, "'contain' is no operator, did you mean 'contains'?")]
    [InlineData("city contain 'x'", 6, "'contain' is no operator, did you mean 'contains'?")]
    [InlineData("name startwith 'b'", 6, "'startwith' is no operator, did you mean 'starts_with'?")]
    [InlineData("state equals 'CA'", 7, "'equals' is no operator, did you mean '=='?")]
    [InlineData("state is 'CA'", 7, "'is' is no operator, did you mean '=='?")]
    [InlineData("state is not 'CA'", 7, "'is not' is no operator, did you mean '!='?")]
    [InlineData("lead.age gt 18", 10, "'gt' is no operator, did you mean '>'?")]
    [InlineData("name like other", 6, "'like' is no operator, did you mean 'contains'?")]
    [InlineData("(state is_in ['CA']) and a", 8, "'is_in' is no operator, did you mean 'in'?")]
    [InlineData("(a == 1 andd b)", 9, "'andd' is no operator, did you mean 'and'?")]
    [InlineData("a == 1 andd b", 8, "'andd' is no operator, did you mean 'and'?")]
    [InlineData("a == 1 xor b", 8, "'xor' is no operator, expected one of ==, !=, ")]
    [InlineData("score between 1 and 2", 7, "'between' is no operator, expected one of ==, !=, ")]
    [InlineData("a <> b", 3, "'<>' is no operator, did you mean '!='?")]
    [InlineData("a => 5", 3, "'=>' is no operator, did you mean '>='?")]
    [InlineData("a =< 5", 3, "'=<' is no operator, did you mean '<='?")]
    [InlineData("a | b", 3, "expected '||'")]
    [InlineData("if state is 'CA' then 1", 10, "'is' is no operator, did you mean '=='?")]
    [InlineData("state in ('CA', 'TX')", 15, "a list is written with [ and ]")]
    [InlineData("state == ‘CA’", 10, "a typographic quote ‘, expected ' or \"")]
    [InlineData("uper first_name", 1, "unknown function 'uper', did you mean 'upper'?")]
    [InlineData("formatt phone '###'", 1, "unknown function 'formatt', did you mean 'format'?")]
    [InlineData("uppercase(x)", 1, "unknown function 'uppercase', did you mean 'upper'?")]
    [InlineData("len(x) > 3", 1, "unknown function 'len', did you mean 'length'?")]
    public void Word_that_is_no_operator_is_told_with_what_was_meant(string text, int column, string message) =>
        Expression_that_is_wrong_is_refused_at_its_place(text, column, message);

    [Theory]
    [InlineData("a {{b", 6, "the tag is not closed, expected }}")]
    [InlineData("{{}}", 3, "found the end, expected a value")]
    [InlineData("{{#if a}}b", 1, "{{#if}} is not closed, expected {{/if}}")]
    [InlineData("b{{/if}}", 2, "no block is open")]
    [InlineData("{{#if a}}{{/each}}", 13, "expected {{/if}}")]
    [InlineData("{{else}}", 1, "no block is open")]
    [InlineData("{{#if a}}{{else}}{{else}}{{/if}}", 18, "a second {{else}}")]
    [InlineData("{{#each a}}{{else if b}}{{/each}}", 19, "{{#each}} has no {{else if}}")]
    [InlineData("{{#iff a}}{{/iff}}", 4, "unknown block 'iff', did you mean 'if'?")]
    [InlineData("{{# a}}", 4, "found no block name")]
    [InlineData("{{> part}}", 3, "there are no partials")]
    [InlineData("{{!-- a }}", 1, "the comment is not closed, expected --}}")]
    [InlineData("{{! a", 1, "the comment is not closed")]
    [InlineData("{{#compare a \"~\" b}}{{/compare}}", 14, "expected a comparison such as")]
    [InlineData("{{#each a as |}}{{/each}}", 15, "expected a name")]
    [InlineData("{{a}} {{uper(a)}}", 9, "did you mean 'upper'?")]
    public void Template_that_is_wrong_is_refused_at_its_place(string text, int column, string message)
    {
        Assert.Null(Template.Parse(text, out var error));
        Assert.Contains(message, error!.Message, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
    }

    [Fact]
    public void Text_beyond_the_limit_is_refused()
    {
        Assert.Null(Expression.Parse(new string('1', LanguageLimits.MaxText + 1), out var expression));
        Assert.Null(Template.Parse(new string('1', LanguageLimits.MaxText + 1), out var template));
        Assert.Contains("at most 65536", expression!.Message, StringComparison.Ordinal);
        Assert.Contains("at most 65536", template!.Message, StringComparison.Ordinal);
    }
}
