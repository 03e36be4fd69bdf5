using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Language;
using LeadDelivery.Web.Bodies;

namespace LeadDelivery.Web.Tests;

/// <summary>Whatever comes in, reading gives fields or a placed error, and never throws.</summary>
public sealed class BodyPropertyTests
{
    private static readonly BodyType[] Types =
    [
        .. new[]
        {
            "application/json", "application/json; charset=iso-8859-1", "application/json; charset=utf-16", "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-8", "application/xml", "application/xml; charset=utf-8", "text/xml; charset=us-ascii",
        }.Select(text => BodyType.Parse(text)!.Value),
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", "\\", ":", ",", "\"a\"", "\"a\":", "1", "-", "1e999", "0.0000000000000000000000000000000001", "null", "true",
        "\\ud800", "\\u12", "\n", "\t", "\u0001", "é", "<l>", "</l>", "<a>", "</a>", "<a/>", "<", ">", "&amp;", "&x;", "&#0;", "<!--", "-->",
        "<![CDATA[", "]]>", "<?xml version=\"1.0\" encoding=\"utf-7\"?>", "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "<!DOCTYPE l>",
        " x='1'", " xmlns:q='u'", "q:", "=", "&", "%", "%E9", "+", "a[]", "\uFEFF", "\uD83D\uDE00",
    ];

    [Fact]
    public void Random_bytes_never_throw() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes => Types.All(type => ReadsOrPlaces(type, bytes))));

    [Fact]
    public void Pieces_of_real_bodies_in_any_order_never_throw()
    {
        var bodies = Gen.Elements(Pieces).ArrayOf().Select(pieces => string.Concat(pieces));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(bodies.ToArbitrary(), body => Types.All(type => ReadsOrPlaces(type, Encoding.UTF8.GetBytes(body)))));
    }

    [Fact]
    public void Damaged_bodies_never_throw()
    {
        var whole = new[]
        {
            """{"a":"x\ny","b":[1,2,{"c":null}],"d":"é"}""", "<l a='1'><p>x</p><p><q>y</q></p><![CDATA[z]]></l>", "a=1&b=%C3%A9&c[]=x&c[]=y",
        }.Select(Encoding.UTF8.GetBytes).ToArray();
        var damage = from body in Gen.Elements(whole)
                     from at in Gen.Choose(0, body.Length - 1)
                     from value in Gen.Choose(0, 255)
                     from cut in Gen.Choose(0, body.Length)
                     select body.Select((b, i) => i == at ? (byte)value : b).Take(cut == 0 ? body.Length : cut).ToArray();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(damage.ToArbitrary(), body => Types.All(type => ReadsOrPlaces(type, body))));
    }

    [Fact]
    public void Json_text_survives_with_its_control_characters_escaped_or_raw() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>>(text =>
        {
            // Half a surrogate pair is no text: JSON cannot carry it.
            var value = new string([.. text.Get.Where(c => !char.IsSurrogate(c))]);
            var raw = "{\"a\":\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"}";
            var strict = Encoding.UTF8.GetString(ValueJson.ToUtf8(Value.Of(ValueObject.From([new("a", Value.Of(value))]))));
            return new[] { raw, strict }.All(json =>
                LeadBody.Read(new(BodyFormat.Json, null), Encoding.UTF8.GetBytes(json), out _) is { } fields
                && fields.TryGet("a", out var read) && read.AsText == value);
        }));

    [Fact]
    public void Form_fields_survive() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>>(text =>
        {
            var value = new string([.. text.Get.Where(c => !char.IsSurrogate(c))]);
            var body = "a=" + Uri.EscapeDataString(value);
            return LeadBody.Read(new(BodyFormat.Form, null), Encoding.UTF8.GetBytes(body), out _)!.TryGet("a", out var read) && read.AsText == value;
        }));

    private static bool ReadsOrPlaces(BodyType type, byte[] body)
    {
        var fields = LeadBody.Read(type, body, out var error);
        return fields is { Count: > 0 } ? error is null : error is { Line: >= 1, Column: >= 1, Message.Length: > 0 };
    }
}
