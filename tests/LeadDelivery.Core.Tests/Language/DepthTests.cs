using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Language;

/// <summary>A lead as deep as leads may be, in lists as deep as expressions may be.</summary>
public sealed class DepthTests
{
    private static readonly string Deep =
        string.Concat(Enumerable.Repeat("[", ValueJson.MaxDepth - 1)) + string.Concat(Enumerable.Repeat("]", ValueJson.MaxDepth - 1));

    [Theory]
    [InlineData("text_of({0})")]
    [InlineData("concat({0}, 'x')")]
    [InlineData("json({0})")]
    [InlineData("{0} + 'x'")]
    [InlineData("{0} == 'x'")]
    [InlineData("{0} contains 'x'")]
    [InlineData("join([{0}], ',')")]
    [InlineData("form_encode({ \"a\": {0} })")]
    [InlineData("sort([{0}, 'a'])")]
    [InlineData("unique([{0}, {0}])")]
    public void Nesting_beyond_what_json_may_hold_gives_a_value_and_throws_nothing(string pattern)
    {
        var scope = new TestScope($$"""{ "a": {{Deep}} }""");
        for (var depth = 1; depth < 60; depth++)
        {
            var nested = string.Concat(Enumerable.Repeat("[", depth)) + "a" + string.Concat(Enumerable.Repeat("]", depth));
            var text = pattern.Replace("{0}", nested, StringComparison.Ordinal);
            Expression.Parse(text, out _)?.Evaluate(scope);
            Template.Parse("{{" + text + "}} and {{ " + nested + " }}", out _)?.Render(scope);
        }
    }
}
