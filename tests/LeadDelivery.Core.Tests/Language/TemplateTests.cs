using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Language;

public sealed class TemplateTests
{
    private const string Lead =
        """
        { "first_name": "Ann", "last_name": "Lee", "state": "CA", "score": 85, "price": 45.00, "tags": ["a", "b"], "vip": true,
          "items": [{ "n": "x", "q": 1 }, { "n": "y", "q": 2 }], "extra": { "k1": 1, "k2": 2 }, "html": "<b>&", "one": "single" }
        """;

    [Theory]
    [InlineData("plain text } } {", "plain text } } {")]
    [InlineData("", "")]
    [InlineData("{{first_name}} {{last_name}}!", "Ann Lee!")]
    [InlineData("{{ html }}", "<b>&")]
    [InlineData("{{{html}}}", "<b>&")]
    [InlineData("{{&html}}", "<b>&")]
    [InlineData("[{{missing}}]", "[]")]
    [InlineData("{{price}}", "45.00")]
    [InlineData("{{tags}}", "[\"a\",\"b\"]")]
    [InlineData(@"\{{first_name}} {{first_name}}", "{{first_name}} Ann")]
    [InlineData(@"\\{{first_name}}", @"\Ann")]
    [InlineData(@"C:\dir {{state}}", @"C:\dir CA")]
    [InlineData("a{{! comment }}b{{!-- with }} inside --}}c", "abc")]
    [InlineData("a  {{~first_name~}}  b", "aAnnb")]
    [InlineData("a  {{~! c ~}}  b", "ab")]
    [InlineData("{{lookup('2', {\"1\": {\"a\": 1}, \"2\": {\"a\": 5}}).a}}", "5")]
    [InlineData("{{'}}'}}", "}}")]
    public void Template_writes_text_and_values(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("{{#if vip}}y{{/if}}", "y")]
    [InlineData("{{#if missing}}y{{/if}}", "")]
    [InlineData("{{#if score > 90}}a{{else if score > 80}}b{{else}}c{{/if}}", "b")]
    [InlineData("{{#if state \"CA\"}}y{{else}}n{{/if}}", "y")]
    [InlineData("{{#if (eq state \"CA\")}}y{{/if}}", "y")]
    [InlineData("{{#if (and vip (gt score 80))}}y{{/if}}", "y")]
    [InlineData("{{#unless vip}}y{{else}}n{{/unless}}", "n")]
    [InlineData("{{#unless missing}}y{{/unless}}", "y")]
    [InlineData("{{#compare score \">=\" 85}}y{{else}}n{{/compare}}", "y")]
    [InlineData("{{#compare state \"!=\" \"CA\"}}y{{else}}n{{/compare}}", "n")]
    [InlineData("{{#compare state \"not in\" \"NY,NJ\"}}y{{/compare}}", "y")]
    [InlineData("{{#compare state \"CA\"}}y{{/compare}}", "y")]
    [InlineData("{{#compare state == \"CA\"}}y{{/compare}}", "y")]
    [InlineData("{{#if vip}}{{#if missing}}a{{else}}b{{/if}}{{/if}}", "b")]
    public void Block_chooses(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("{{#each tags as |t|}}{{t}};{{/each}}", "a;b;")]
    [InlineData("{{#each tags as |t i|}}{{i}}{{t}}{{/each}}", "0a1b")]
    [InlineData("{{#each tags}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{/each}}", "0a,1b")]
    [InlineData("{{#each items as |x|}}{{x.n}}={{x.q}}{{#if @first}} {{/if}}{{/each}}", "x=1 y=2")]
    [InlineData("{{#each items}}{{n}}{{this.q}}{{first_name}} {{/each}}", "x1Ann y2Ann ")]
    [InlineData("{{#each extra}}{{@key}}={{this}};{{/each}}", "k1=1;k2=2;")]
    [InlineData("{{#each extra as |v k|}}{{k}}={{v}};{{/each}}", "k1=1;k2=2;")]
    [InlineData("{{#each missing}}x{{else}}none{{/each}}", "none")]
    [InlineData("{{#each one}}{{this}}{{/each}}", "single")]
    [InlineData("{{#each items as |x|}}{{#each tags as |t|}}{{x.n}}{{t}} {{/each}}{{@index}}{{/each}}", "xa xb 0ya yb 1")]
    [InlineData("{{#each split('p,q', ',') as |w|}}<{{w}}>{{/each}}", "<p><q>")]
    public void Each_goes_through_items_and_members(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("a\n{{#if vip}}\n  b\n{{/if}}\nc\n", "a\n  b\nc\n")]
    [InlineData("a\r\n  {{#if vip}}  \r\nb\r\n  {{/if}}\r\nc", "a\r\nb\r\nc")]
    [InlineData("{{#each tags as |t|}}\n- {{t}}\n{{/each}}\n", "- a\n- b\n")]
    [InlineData("a\n{{! note }}\nb", "a\nb")]
    [InlineData("a {{#if vip}}\nb{{/if}}", "a \nb")]
    [InlineData("{{first_name}}\n{{last_name}}\n", "Ann\nLee\n")]
    public void Block_tag_alone_on_its_line_takes_the_line_with_it(string text, string expected) => Check(text, expected);

    [Theory]
    [InlineData("{{score}}", ValueKind.Number)]
    [InlineData("{{vip}}", ValueKind.Boolean)]
    [InlineData("{{tags}}", ValueKind.List)]
    [InlineData("{{extra}}", ValueKind.Object)]
    [InlineData("{{missing}}", ValueKind.Null)]
    [InlineData("{{now}}", ValueKind.Date)]
    [InlineData("{{score}} ", ValueKind.Text)]
    [InlineData("{{#if vip}}1{{/if}}", ValueKind.Text)]
    [InlineData("42", ValueKind.Text)]
    public void Template_of_one_expression_keeps_its_kind(string text, ValueKind kind) =>
        Assert.Equal(kind, Parsed(text).Evaluate(new TestScope(Lead)).Kind);

    [Fact]
    public void Encoding_touches_values_and_not_the_text_around_them()
    {
        var template = Parsed("https://x.test/?a={{html}}&b={{#each tags}}{{this}}{{/each}}");

        Assert.Equal("https://x.test/?a=%3Cb%3E%26&b=ab", template.Render(new TestScope(Lead), Uri.EscapeDataString));
        Assert.Equal("%3Cb%3E%26", Parsed("{{html}}").Render(new TestScope(Lead), Uri.EscapeDataString));
    }

    [Fact]
    public void Template_tells_whether_it_is_literal_and_what_it_reads()
    {
        Assert.True(Parsed("a } b").IsLiteral);
        Assert.False(Parsed("a {{b}}").IsLiteral);
        Assert.Equal("lead.a list x", string.Join(' ', Parsed("{{lead.a}}{{#each list as |y|}}{{y.z}}{{x}}{{/each}}").Paths));
    }

    private static void Check(string text, string expected) => Assert.Equal(expected, Parsed(text).Render(new TestScope(Lead)));

    private static Template Parsed(string text)
    {
        var template = Template.Parse(text, out var error);
        Assert.True(error is null, $"{text}: {error}");
        return template!;
    }
}
