using System.Text;
using System.Text.Json;
using System.Web;
using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Language;
using Microsoft.AspNetCore.WebUtilities;
using static LeadDelivery.Core.Tests.Delivery.Formats.Sending;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

/// <summary>Whatever a lead holds: the document is well-formed, and a standard parser reads back what was mapped.</summary>
public sealed class FormatPropertyTests
{
    private static readonly Gen<string> PlainNames = Gen.Elements("a", "b", "Name_1", "näme", "x-y.z");

    private static readonly Gen<string> AnyNames = Gen.Frequency(
        (3, PlainNames),
        (1, Values.Texts.Generator),
        (1, Gen.Elements("@a", "#text", "#cdata", "@xmlns", "@xmlns:p", "p:a", "@p:a", "xml:lang", "@xml:id")));

    [Fact]
    public void Xml_reads_back_as_it_was_mapped()
    {
        var recipient = Recipient("format: xml\nxml: { root: doc }", "fields: { v: '{{lead.v}}', fixed: 1 }");
        Check.QuickThrowOnFailure(Prop.ForAll(Values.Trees(PlainNames).ToArbitrary(), value =>
        {
            var body = Of(recipient, Values.Scope(Lead(value))).Body;
            using var reader = XmlReader.Create(new MemoryStream(body.ToArray()));
            var read = string.Concat(XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!.Elements("v").Select(Written));
            return read == (IsEmpty(value) ? "" : Expected("v", value));
        }));
    }

    [Theory]
    [InlineData("format: xml")]
    [InlineData("format: xml\ncharset: iso-8859-1\nxml: { cdata: v, root: x }")]
    [InlineData("format: soap\ncharset: us-ascii")]
    [InlineData("format: xml\ncharset: utf-16")]
    public void Xml_of_any_names_is_well_formed_or_not_sent(string endpoint)
    {
        var recipient = Recipient(endpoint, "fields: { v: '{{lead.v}}' }");
        Check.QuickThrowOnFailure(Prop.ForAll(Values.Trees(AnyNames).ToArbitrary(), value =>
        {
            var built = Try(recipient, Values.Scope(Lead(value)));
            if (built.Request is { } request)
            {
                XDocument.Load(new MemoryStream(request.Body.ToArray()));
            }

            return built.Request is not null || built.Problems.All(p => p.StartsWith("fields", StringComparison.Ordinal));
        }));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("iso-8859-1")]
    public void Json_reads_back_as_it_was_mapped(string charset)
    {
        var recipient = Recipient($"format: json\ncharset: {charset}", "fields: [{ v: '{{lead.v}}', fixed: 1 }]");
        Check.QuickThrowOnFailure(Prop.ForAll(Values.Trees(PlainNames).ToArbitrary(), value =>
        {
            var body = Of(recipient, Values.Scope(Lead(value))).Body.ToArray();
            var read = ValueJson.Parse(Encoding.Convert(Encoding.GetEncoding(charset), Encoding.UTF8, body)).AsList[0].Member("v");
            return ValueJson.ToText(read) == (IsEmpty(value) ? "null" : ValueJson.ToText(ValueJson.Parse(ValueJson.ToUtf8(value))));
        }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nesting: dots, brackets: raw, lists: indices")]
    public void Forms_and_queries_read_back_as_they_were_mapped(string form)
    {
        var asForm = Recipient($"format: form\nform: {{ {form} }}", "fields: { v: '{{lead.v}}', fixed: 1 }");
        var asQuery = Recipient($"format: query\nform: {{ {form} }}", "fields: { v: '{{lead.v}}', fixed: 1 }");
        Check.QuickThrowOnFailure(Prop.ForAll(Values.Trees(Gen.OneOf(PlainNames, Values.Texts.Generator)).ToArbitrary(), value =>
        {
            var scope = Values.Scope(Lead(value));
            string[] expected = [.. IsEmpty(value) ? [] : Flat("v", value, form.Length > 0).Select(Values.Utf8), "fixed=1"];
            var pairs = Text(Of(asForm, scope)).Split('&')
                .Select(p => $"{HttpUtility.UrlDecode(p.Split('=')[0])}={HttpUtility.UrlDecode(p.Split('=')[1])}").ToArray();
            var query = new List<string>();
            foreach (var pair in new QueryStringEnumerable(Of(asQuery, scope).Url.Query))
            {
                query.Add($"{pair.DecodeName()}={pair.DecodeValue()}");
            }

            return pairs.SequenceEqual(expected) && query.SequenceEqual(expected);
        }));
    }

    [Fact]
    public void Multipart_reads_back_as_it_was_mapped()
    {
        var recipient = Recipient(
            "format: multipart", "fields: { v: '{{lead.v}}', f: { '@filename': '{{lead.n}}', '#text': '{{lead.t}}' } }");
        Check.QuickThrowOnFailure(Prop.ForAll(Values.Texts, Values.Texts, (name, text) =>
        {
            var request = Of(recipient, Values.Scope(("v", text), ("t", text), ("n", name)));
            var parts = MultipartFormatTests.ReadAsync(request).GetAwaiter().GetResult();
            var isFile = name.Length > 0;
            return text.Length == 0
                ? parts.Count == 0
                : parts.Select(p => p.Text).SequenceEqual([Values.Utf8(text), Values.Utf8(text)]) && parts[1].Name == "f"
                    && parts[1].File.Length > 0 == isFile;
        }));
    }

    [Fact]
    public void Text_has_a_line_for_each_value()
    {
        var recipient = Recipient("format: text", "fields: { v: '{{lead.v}}', fixed: 1 }");
        Check.QuickThrowOnFailure(Prop.ForAll(Values.Texts, text =>
        {
            var lines = Text(Of(recipient, Values.Scope(("v", text)))).Split('\n');
            return lines.Length == (text.Length == 0 ? 2 : 3) && lines[^2] == "fixed: 1" && lines[^1].Length == 0;
        }));
    }

    private static Value Lead(Value v) => Value.Of(ValueObject.From([new("v", v)]));

    private static bool IsEmpty(Value value) => value.IsNull || value == Value.Of("");

    private static string Expected(string name, Value value) => value.Kind == ValueKind.List
        ? string.Concat(value.AsList.Select(item => Element(name, item)))
        : Element(name, value);

    private static string Element(string name, Value value) => $"({name}:" + value.Kind switch
    {
        ValueKind.List => string.Concat(value.AsList.Select(item => Element("item", item))),
        ValueKind.Object => string.Concat(value.AsObject.Members.Select(m => Expected(m.Key, m.Value))),
        _ => Leaf(Values.Xml(value.ToText())),
    } + ")";

    private static string Written(XElement element) => $"({element.Name}:"
        + (element.HasElements ? string.Concat(element.Elements().Select(Written)) : Leaf(element.Value)) + ")";

    // An empty element stands for null, empty text, and objects and lists with nothing in them.
    private static string Leaf(string text) => text.Length == 0 ? "" : JsonSerializer.Serialize(text);

    private static IEnumerable<string> Flat(string name, Value value, bool dotsAndIndices) => value.Kind switch
    {
        ValueKind.Object => value.AsObject.Members.SelectMany(m =>
            Flat(dotsAndIndices ? $"{name}.{m.Key}" : $"{name}[{m.Key}]", m.Value, dotsAndIndices)),
        ValueKind.List => value.AsList.SelectMany((item, i) => Flat(
            dotsAndIndices || value.AsList.Any(x => x.Kind is ValueKind.List or ValueKind.Object) ? $"{name}[{i}]" : name,
            item,
            dotsAndIndices)),
        _ => [$"{name}={value.ToText()}"],
    };
}
