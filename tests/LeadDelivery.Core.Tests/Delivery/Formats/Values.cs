using System.Text;
using System.Xml;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Language;
using TestScope = LeadDelivery.Core.Tests.Language.TestScope;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

/// <summary>Leads of every shape.</summary>
internal static class Values
{
    private static readonly string[] Nasty =
    [
        "]]>", "<", "&", "\"", "'", "--", "\r\n", "\r", "\n", "\t", "\0", "\u0008", "\uFFFE", "\uD800", "\uDC00",
        "😀", "é", "€", "漢", "=", "+", "%",
        "[", "]", ".", ",", ";", ":", " ", "\u00A0", "\u0085", "\u2028", "]]", ">", "?>", "-", "a", "b",
    ];

    /// <summary>Texts made of what goes wrong.</summary>
    public static Arbitrary<string> Texts { get; } = Gen.OneOf(
        Gen.Elements(Nasty).ListOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "")).ToArbitrary();

    /// <summary>Values nested up to three deep, under these names.</summary>
    public static Gen<Value> Trees(Gen<string> names, int depth = 3)
    {
        var leaf = Gen.OneOf(
            Texts.Generator.Select(t => Value.Of(t)),
            ArbMap.Default.GeneratorFor<decimal>().Select(d => Value.Of(d)),
            ArbMap.Default.GeneratorFor<bool>().Select(b => Value.Of(b)),
            Gen.Constant(Value.Null));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Trees(names, depth - 1);
        return Gen.OneOf(
            leaf,
            inner.ListOf().Select(items => Value.Of([.. items])),
            Objects(names, inner));
    }

    /// <summary>Objects with such names and members.</summary>
    public static Gen<Value> Objects(Gen<string> names, Gen<Value> members) =>
        names.Zip(members).ListOf().Select(m => Value.Of(ValueObject.From(m.Select(p => KeyValuePair.Create(p.Item1, p.Item2)))));

    /// <summary>A lead with these fields.</summary>
    public static TestScope Scope(params (string Name, string Text)[] fields) =>
        Scope(Value.Of(ValueObject.From(fields.Select(f => KeyValuePair.Create(f.Name, Value.Of(f.Text))))));

    /// <summary>A lead that is this object.</summary>
    public static TestScope Scope(Value lead) =>
        new TestScope().With("lead", lead).With("delivery", Value.Of(ValueObject.From([new("key", Value.Of("L1"))])));

    /// <summary>What XML 1.0 can hold of a text.</summary>
    public static string Xml(string text) => string.Concat(
        text.Select((c, i) => (c, i)).Where(p => XmlConvert.IsXmlChar(p.c)
            || (char.IsHighSurrogate(p.c) && p.i + 1 < text.Length && char.IsLowSurrogate(text[p.i + 1]))
            || (char.IsLowSurrogate(p.c) && p.i > 0 && char.IsHighSurrogate(text[p.i - 1]))).Select(p => p.c));

    /// <summary>Line breaks as an XML reader gives those which no reference protects.</summary>
    public static string LineBreaks(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');

    /// <summary>The text with what UTF-8 cannot hold replaced, as encoders do.</summary>
    public static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
