using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Mapping;

/// <summary>A field that another template engine makes: where it may stand, what becomes of its text, and what is said where it cannot.</summary>
public sealed class ScriptFieldTests
{
    private const string Lead = """{ "name": "Ann", "amount": "$1,200", "cars": [ { "make": "Kia" }, { "make": "Audi" } ] }""";

    [Theory]
    [InlineData("a: { $scriban: lead.name }", """{"a":"Ann"}""")]
    [InlineData("a: { $scriban: lead.amount, $type: number, $format: '0.00' }", """{"a":1200.00}""")]
    [InlineData("a: { $scriban: lead.name, $map: { ann: 7 } }", """{"a":7}""")]
    [InlineData("a: { $scriban: lead.none, $default: x }", """{"a":"x"}""")]
    [InlineData("a: { $scriban: lead.none }", "{}")]
    [InlineData("a: { $scriban: lead.name, $when: \"name == 'Bob'\" }", "{}")]
    [InlineData("a: { $each: lead.cars, $as: car, $scriban: car.make }", """{"a":["Kia","Audi"]}""")]
    [InlineData("a: { b: { $scriban: lead.name }, c: 1 }", """{"a":{"b":"Ann","c":1}}""")]
    public void Text_of_a_script_is_a_value_like_any_other(string fields, string json)
    {
        var problems = new List<string>();
        var mapping = Load(fields).Recipients["ok"].Fields!;

        var built = mapping.Build(new TestScope("lead", Lead), problems);

        Assert.Empty(problems);
        Assert.Equal(json, ValueJson.ToText(built));
        Assert.Equal(json, Written(mapping));
    }

    [Fact]
    public void Script_that_fails_is_a_problem_of_its_field_and_of_no_other()
    {
        var problems = new List<string>();

        Load("a: { $scriban: fails, $default: 1 }\nb: { $scriban: lead.name }").Recipients["ok"].Fields!.Build(new TestScope("lead", Lead), problems);

        Assert.Equal("fields.a: cannot be evaluated at line 1, column 1 of its template", Assert.Single(problems));
    }

    [Fact]
    public void Build_without_the_engine_says_so_with_the_line()
    {
        var mistakes = Loading.Mistakes(("recipients/ok.yaml", Loading.Recipient + "fields:\n  a: 1\n  note:\n    $scriban: \"{{ lead.name }}\"\n"));

        Assert.Equal(
            "recipients/ok.yaml:7: fields.note.$scriban: this build has no Scriban, only the Azure app built with its packages does: "
            + "expected a template {{ }} under $value",
            Assert.Single(mistakes));
    }

    [Theory]
    [InlineData("a: { $scriban: lead.name, $value: 1 }", "5: fields.a.$value: stands beside $scriban, expected one of them")]
    [InlineData("a: { $scriban: 7 }", "5: fields.a.$scriban: expected a Scriban template, found the number 7")]
    [InlineData("a: { $scriban: { b: 1 } }", "5: fields.a.$scriban: expected a Scriban template, found an object")]
    [InlineData("a: { $scriban: lead.name, $document: json }", "5: fields.a.$document: is for fields under $value, found a single value")]
    [InlineData("$scriban: lead.name", "5: fields.$scriban: expected fields, or $each beside it, found text")]
    [InlineData("a: { $scriban: 'wrong' }", "5: fields.a.$scriban: column 3: is wrong")]
    [InlineData("a:\n  $scriban: |\n    lead.name\n    wrong", "8: fields.a.$scriban: column 3: is wrong")]
    [InlineData("a:\n  $scriban: \"lead.name\\nwrong\"", "6: fields.a.$scriban: its line 2, column 3: is wrong")]
    [InlineData("a: { $scriban: \"lead.name ${NONE}\" }", "5: fields.a.$scriban: the secret NONE is not defined, expected it in the environment or the key vault")]
    [InlineData("a: { $scriban: \"{{ f '${QUOTED}' }}\" }", "5: fields.a.$scriban: the value of ${QUOTED} holds a quote, backslash or line break, which cannot stand in an expression")]
    [InlineData("a: { $skriban: lead.name, $value: 1 }", "5: fields.a.$skriban: is not known, did you mean `$scriban`?")]
    public void What_cannot_work_is_a_mistake_at_its_line(string fields, string mistake) =>
        Assert.Equal("recipients/ok.yaml:" + mistake, Assert.Single(Try(fields).Mistakes).ToString());

    [Fact]
    public void Secrets_are_put_in()
    {
        var mapping = Load("a: { $scriban: 'text ${PLAIN}' }").Recipients["ok"].Fields!;

        Assert.Equal("""{"a":"text s3cret"}""", Written(mapping));
    }

    [Fact]
    public void Clear_misspelling_of_a_declared_field_is_a_mistake_here_too()
    {
        var result = CatalogLoader.Load(
            ConfigurationFiles.Of(
                ("sources/partner.yaml", Loading.Source),
                ("flows/one.yaml", "accept: { fields: { first_name: { type: text }, email: { type: email } } }\nplan: ok\n"),
                ("recipients/ok.yaml", Loading.Recipient + "fields:\n  a: { $scriban: \"{{ x = lead.frist_name }}{{ x.lead.other }}\" }\n")),
            new FakeSecrets(), new Echo());

        Assert.Equal(
            "recipients/ok.yaml:5: fields.a.$scriban: `lead.frist_name` is not a field of flow one; did you mean `first_name`?",
            Assert.Single(result.Mistakes).ToString());
    }

    [Fact]
    public async Task Stored_version_is_read_again_with_the_same_engine()
    {
        var records = new LeadDelivery.Testing.MemoryRecordStore();
        var files = Files("a: { $scriban: lead.name }");
        var secrets = new FakeSecrets();
        var ids = new Core.Leads.UlidFactory(TimeProvider.System);
        using (var holder = new CatalogHolder(new CatalogVersions(records, secrets, new Echo()), records, secrets, ids, TimeProvider.System))
        {
            Assert.Empty((await holder.AdoptAsync(files, "start", default)).Mistakes);
        }

        Assert.NotNull(await new CatalogVersions(records, secrets, new Echo()).GetAsync(files.Version, default));
        var without = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await new CatalogVersions(records, secrets).GetAsync(files.Version, default));
        Assert.Contains("this build has no Scriban", without.Message, StringComparison.Ordinal);
    }

    private static string Written(FieldMapping mapping)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            mapping.Write(new TestScope("lead", Lead), writer, []);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Catalog Load(string fields)
    {
        var result = Try(fields);
        Assert.Empty(result.Mistakes);
        return result.Catalog!;
    }

    private static CatalogResult Try(string fields) =>
        CatalogLoader.Load(Files(fields), new FakeSecrets(("PLAIN", "s3cret"), ("QUOTED", "it's")), new Echo());

    private static ConfigurationFiles Files(string fields) => ConfigurationFiles.Of(
        ("sources/partner.yaml", Loading.Source), ("flows/one.yaml", Loading.Flow),
        ("recipients/ok.yaml", Loading.Recipient + "fields:\n" + string.Join('\n', fields.Split('\n').Select(line => "  " + line))));

    /// <summary>An engine whose templates are a path, <c>text …</c> or <c>fails</c>; a line that says <c>wrong</c> is.</summary>
    private sealed class Echo : IScriptTemplates
    {
        public IScriptTemplate? Parse(string text, out ScriptMistake? mistake)
        {
            var wrong = Array.IndexOf(text.TrimEnd().Split('\n'), "wrong");
            mistake = wrong < 0 ? null : new(wrong + 1, 3, "is wrong");
            return wrong < 0 ? new Script(text) : null;
        }
    }

    private sealed class Script(string text) : IScriptTemplate
    {
        public string? Render(Scope scope, out string? problem)
        {
            problem = text == "fails" ? "cannot be evaluated at line 1, column 1 of its template" : null;
            return problem is not null ? null
                : text.StartsWith("text ", StringComparison.Ordinal) ? text
                : text.Split('.') is [var root, var member] && scope.TryRoot(root, out var value) ? value.Member(member).ToText()
                : "";
        }
    }
}
