using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Mapping;

/// <summary>Any mapping on any lead: both ways of making the document agree, it is JSON, and no problem
/// repeats what the lead holds.</summary>
public class MappingPropertyTests
{
    private const int Depth = 3;

    private const int Runs = 5000;

    private static readonly Gen<string> Read = Gen.Elements("a", "b", "c.x", "c", "a[0]");

    [Fact]
    public void Any_mapping_of_any_lead_is_written_as_it_is_built()
    {
        var good = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs), Prop.ForAll(Roots.ToArbitrary(), Leads.ToArbitrary(), (tree, lead) =>
        {
            var (json, problems) = Mapped.Of(tree, lead);
            good += problems.Count == 0 ? 1 : 0;

            using var parsed = JsonDocument.Parse(json);
            Assert.True(parsed.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array);
            Assert.Equal(json, ValueJson.ToText(ValueJson.Parse(Encoding.UTF8.GetBytes(json))));
            Assert.All(problems, problem => Assert.DoesNotContain("marker", problem));
        }));

        // Documents are compared only where there is no problem.
        Assert.InRange(good, Runs / 5, Runs);
    }

    private static Gen<string> Leads =>
        from a in Data(Depth)
        from b in Data(Depth)
        from c in Data(Depth)
        select $$$"""{"a":{{{a}}},"b":{{{b}}},"c":{"x":{{{c}}} }}""";

    private static Gen<string> Roots => Gen.OneOf(
        Objects(Depth),
        Lists(Depth),
        from read in Read from item in Trees(Depth - 1, "item") select $$"""{"$each":"lead.{{read}}","$value":{{item}} }""");

    private static Gen<string> Data(int depth)
    {
        var leaf = Gen.Elements(
            "null", "\"\"", "\" \"", "true", "false", "0", "1", "-2.50", "1772377200", "\"1\"", "\"marker\"", "\"$60,000 marker\"", "\"4/7/1985\"",
            "\"yes\"", "\"é\\u0000\\n\\\"<\"", "\"5125550142\"", "79228162514264337593543950335");
        return depth == 0 ? leaf : Gen.OneOf(
            leaf,
            Data(depth - 1).ListOf().Select(items => $"[{string.Join(',', items.Take(3))}]"),
            Data(depth - 1).Select(item => $$"""{"x":{{item}},"y":1}"""));
    }

    private static Gen<string> Trees(int depth, string root) => depth <= 0 ? Leaves(root) : Gen.OneOf(
        Leaves(root),
        Objects(depth),
        Lists(depth),
        from when in Whens from inner in Objects(depth - 1) select $$"""{"$when":"{{when}}",{{inner[1..]}}""",
        from read in Read
        from empty in Empties
        from item in Trees(depth - 1, "item")
        select $$"""{"$each":"lead.{{read}}","$value":{{item}}{{empty}} }""",
        Objects(depth - 1).Select(inner => $$"""{"$document":"json","$value":{{inner}} }"""));

    private static Gen<string> Objects(int depth) =>
        from empty in Gen.Elements("", "", "\"$empty\":\"null\",", "\"$empty\":\"blank\",", "\"$empty\":\"error\",")
        from first in Trees(depth - 1, "lead.a")
        from second in Trees(depth - 1, "lead.b")
        from names in Gen.Elements(("k", "`l.m`"), ("1", "0"), ("k.l", "k.m"), ("a[0]", "`0`"))
        select $$"""{{{empty}}"{{names.Item1}}":{{first}},"{{names.Item2}}":{{second}}}""";

    private static Gen<string> Lists(int depth) =>
        Trees(depth - 1, "lead.c").ListOf().Select(items => $"[{string.Join(',', items.Take(3))}]");

    private static Gen<string> Whens => Gen.Elements("lead.a", "lead.b == 1", "!lead.c.x");

    private static Gen<string> Empties => Gen.Elements("", "", ",\"$empty\":\"null\"", ",\"$empty\":\"blank\"", ",\"$required\":true");

    private static Gen<string> Leaves(string root) => Gen.OneOf(
        Gen.Elements("null", "\"\"", "1.50", "true", "[]", "{}", "\"text\""),
        Read.Select(read => $"\"{{{{lead.{read}}}}}\""),
        Read.Select(read => $"\"x {{{{lead.{read}}}}} {{{{{root}}}}}\""),
        from read in Read
        from options in Gen.Elements(
            "", ",\"$type\":\"number\"", ",\"$type\":\"string\"", ",\"$type\":\"boolean\"", ",\"$type\":\"date\"", ",\"$type\":\"integer\"",
            ",\"$map\":{\"1\":\"x\",\"*\":null}", ",\"$default\":\"{{lead.b}}\"", ",\"$format\":\"###-####\"", ",\"$format\":\"+1{value}\"",
            ",\"$type\":\"number\",\"$format\":\"0.00\"", ",\"$type\":\"date\",\"$format\":\"MM/DD/YYYY\",\"$default\":\"2026-01-01\"")
        from empty in Empties
        from when in Gen.OneOf(Gen.Constant(""), Whens.Select(when => $",\"$when\":\"{when}\""))
        select $$$"""{"$value":"{{lead.{{{read}}}}}"{{{options}}}{{{empty}}}{{{when}}}}""");
}
