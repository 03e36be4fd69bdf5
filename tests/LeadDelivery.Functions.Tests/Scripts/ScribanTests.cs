#if AZURE_PACKAGES
using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Scripts;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Scripts;

/// <summary>The package itself: what templates give, and what they cannot do.</summary>
public sealed partial class ScribanTests
{
    private static readonly string Page = WorkingCopy.Page("scriban.md");

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match match in Example().Matches(Page))
            {
                examples.Add(match.Groups["yaml"].Value, match.Groups["json"].Value);
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_of_the_page_gives_what_it_says(string yaml, string json)
    {
        var problems = new List<string>();
        var document = Load(yaml).Recipients["abc"].Fields!.Build(new PlainScope(("lead", Lead().Match(Page).Groups["json"].Value)), problems);

        Assert.Empty(problems);
        Assert.Equal(ValueJson.ToText(ValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(json))), ValueJson.ToText(document));
    }

    [Theory]
    [InlineData("{{ lead.nobody }}|{{ lead.nobody.name }}|{{ nobody }}", "||")]
    [InlineData("{{ first_name }} {{ lead.first_name | string.upcase }}", "Ann ANN")]
    [InlineData("{{ lead.price * 2 }} {{ 0.1 + 0.2 }} {{ lead.price }}", "90.00 0.3 45.00")]
    [InlineData("{{ now | date.to_string '%Y-%m-%d %H:%M' }}", "2026-03-01 12:30")]
    [InlineData("{{ for i in 1..lead.count }}{{ i }}{{ end }}", "123")]
    [InlineData("{{ lead = 1 }}{{ lead }}", "1")]
    [InlineData("{{ string = 1 }}{{ string }}", "1")]
    [InlineData("{{ recipient.id }}", "abc")]
    [InlineData("{{ o = { a: 1 } }}{{ o.a }}{{ o.b }}", "1")]
    public void Template_gives(string template, string text)
    {
        Assert.Equal((text, null), (Render(template, out var problem), problem));

        // Whatever the first evaluation did, the second sees the lead as it is.
        Assert.Equal((text, null), (Render(template, out problem), problem));
    }

    [Theory]
    [InlineData("{{ while true }}{{ end }}")]
    [InlineData("{{ for i in 1..1000000 }}x{{ end }}")]
    [InlineData("{{ for i in 1..200 }}{{ for j in 1..200 }}x{{ end }}{{ end }}")]
    [InlineData("{{ func f }}{{ f }}{{ end }}{{ f }}")]
    [InlineData("{{ 'x' * 2000000 }}")]
    [InlineData("{{ s = 'x' * 1000 }}{{ for i in 1..2000 }}{{ s }}{{ end }}")]
    [InlineData("{{ 'a' | string.pad_left 2000000000 }}")]
    [InlineData("{{ string.upcase = 1 }}")]
    [InlineData("{{ date.format = '%Y' }}")]
    [InlineData("{{ include 'secrets' }}")]
    [InlineData("{{ include_join ['a'] ',' }}")]
    [InlineData("{{ object.eval '1 + 1' }}")]
    [InlineData("{{ object.eval_template '{{ 1 }}' }}")]
    [InlineData("{{ date.now }}")]
    [InlineData("{{ math.uuid }}")]
    [InlineData("{{ math.random 1 9 }}")]
    [InlineData("{{ lead.first_name | string.upcas }}")]
    [InlineData("{{ lead.first_name.length }}")]
    [InlineData("{{ now.get_type }}")]
    [InlineData("{{ lead.cars.get_type.assembly }}")]
    [InlineData("{{ lead.first_name | nothing }}")]
    [InlineData("{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | regex.match '^(a+)+$' }}")]
    public void Template_that_does_what_it_must_not_is_a_problem_within_bounds(string template)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Null(Render(template, out var problem));
        Assert.NotNull(problem);
        Assert.DoesNotContain("Ann", problem, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }

    [Fact]
    public void Evaluation_that_takes_too_long_is_stopped()
    {
        var engine = new ScribanTemplates(new ScribanOptions { LoopLimit = 0, Timeout = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);

        Assert.Null(engine.Parse("{{ while true }}{{ end }}", out _)!.Render(Scope(), out var problem));
        Assert.Equal("takes longer than 0.05 s", problem);
    }

    [Fact]
    public void What_is_taken_from_one_context_is_still_there_for_others() =>
        Assert.NotNull(new Scriban.TemplateContext().BuiltinObject["include"]);

    [Fact]
    public void Mistakes_stand_at_their_line_and_column()
    {
        var mistakes = CatalogLoader.Load(Files("note:\n  $scriban: |\n    {{ for car in lead.cars }}\n      {{ car.make | }}\n    {{ end }}\n"), new NoSecrets(), Engine).Mistakes;

        Assert.StartsWith("recipients/abc.yaml:6: fields.note.$scriban: column ", Assert.Single(mistakes).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_evaluations_at_a_time_do_not_meet()
    {
        var template = Engine.Parse("{{ x = lead.n }}{{ for i in 1..50 }}{{ x }},{{ end }}", out _)!;

        var texts = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() =>
            template.Render(new PlainScope(("lead", $"{{\"n\":{n}}}")), out _))));

        Assert.Equal(Enumerable.Range(0, 200).Select(n => string.Concat(Enumerable.Repeat($"{n},", 50))), texts);
    }

    private static ScribanTemplates Engine { get; } = new(new ScribanOptions(), TimeProvider.System);

    private static PlainScope Scope() => new(
        ("lead", """{ "first_name": "Ann", "price": 45.00, "count": 3, "cars": [ { "make": "Kia" } ] }"""), ("recipient", """{ "id": "abc" }"""));

    private static string? Render(string template, out string? problem)
    {
        var parsed = Engine.Parse(template, out var mistake);
        Assert.Null(mistake);
        return parsed!.Render(Scope(), out problem);
    }

    private static Catalog Load(string fields)
    {
        var result = CatalogLoader.Load(Files(fields), new NoSecrets(), Engine);
        Assert.Empty(result.Mistakes);
        return result.Catalog!;
    }

    private static ConfigurationFiles Files(string fields) => ConfigurationFiles.Of(
        ("recipients/abc.yaml", "endpoint: { url: https://buyer.example/leads }\nfields:\n" + string.Join('\n', fields.Split('\n').Select(line => "  " + line))));

    [GeneratedRegex("```yaml\n(?<yaml>(?:(?!```).)*)```\n```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("lead:\n\n```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Lead();

    private sealed class NoSecrets : ISecretStore
    {
        public string? Find(string name) => null;
    }
}
#endif
