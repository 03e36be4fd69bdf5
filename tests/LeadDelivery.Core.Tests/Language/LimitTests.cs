using System.Globalization;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Language;

public sealed class LimitTests
{
    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("!")]
    [InlineData("-")]
    [InlineData("a ? ")]
    [InlineData("upper(")]
    [InlineData("upper (")]
    [InlineData("if a then ")]
    [InlineData("{ a: ")]
    [InlineData("a[")]
    public void Nesting_without_end_is_refused(string opening)
    {
        Assert.Null(Expression.Parse(string.Concat(Enumerable.Repeat(opening, 6_000)), out var error));
        Assert.Contains("nested too deeply", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_nested_without_end_are_refused()
    {
        Assert.Null(Template.Parse(string.Concat(Enumerable.Repeat("{{#if a}}", 7_000)), out var error));
        Assert.Contains("nested too deeply", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_chains_need_no_depth()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("1", 10_000));
        var choice = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"x == {i} ? {i} : ")) + "'none'";
        var path = "x" + string.Concat(Enumerable.Repeat(".y", 10_000));

        Assert.Equal(10_000, FunctionTests.Evaluate(sum).AsNumber);
        Assert.Equal(1_999, FunctionTests.Evaluate(choice, new TestScope("""{ "x": 1999 }""")).AsNumber);
        Assert.True(FunctionTests.Evaluate(path).IsNull);
    }

    [Fact]
    public void Loops_in_loops_end_with_no_result_once_the_steps_are_spent()
    {
        var scope = new TestScope($$"""{ "n": [{{string.Join(',', Enumerable.Range(0, 1_000).Select(i => i.ToString(CultureInfo.InvariantCulture)))}}] }""");
        var few = Template.Parse("{{#each n}}{{this}}{{/each}}", out _)!;
        var many = Template.Parse("{{#each n}}{{#each n}}{{this}}{{/each}}{{/each}}", out _)!;

        Assert.Equal(2_890, few.Render(scope).Length);
        Assert.True(many.Evaluate(scope).IsNull);
        Assert.Equal("", many.Render(scope));
    }

    [Theory]
    [InlineData("{{big}}{{big}}{{big}}{{big}}{{big}}{{big}}")]
    [InlineData("{{big + big + big + big + big + big}}")]
    [InlineData("{{concat(big, big, big, big, big, big)}}")]
    [InlineData("{{big.replace('a', big)}}")]
    [InlineData("{{replace_regex(big, 'a', big)}}")]
    [InlineData("{{join([big, big, big, big, big, big])}}")]
    [InlineData("{{format(big, '{value}{value}{value}{value}{value}{value}')}}")]
    public void Output_beyond_the_limit_is_no_result(string text)
    {
        var scope = new TestScope().With("big", Value.Of(new string('a', 200_000)));

        Assert.True(Template.Parse(text, out _)!.Evaluate(scope).IsNull);
    }

    [Fact]
    public void Number_format_cannot_be_made_to_write_without_end() =>
        Assert.True(FunctionTests.Evaluate("format(1, 'F999999999')").ToText().Length < 100);

    [Fact]
    public void Regular_expression_that_backtracks_without_end_is_given_up()
    {
        var scope = new TestScope().With("body", Value.Of(new string('a', 50_000) + "!"));

        Assert.True(FunctionTests.Evaluate("body matches '(?=a)(a+)+$'", scope).IsNull);
        Assert.False(FunctionTests.Evaluate("body matches '(a+)+$'", scope).AsBoolean);
    }

    [Fact]
    public void Evaluation_of_a_field_allocates_nothing()
    {
        var template = Template.Parse("{{lead.first_name}}", out _)!;
        var scope = new TestScope("""{ "first_name": "Ann" }""");
        template.Evaluate(scope);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            template.Evaluate(scope);
            template.Render(scope);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
