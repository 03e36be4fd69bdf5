using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;
using static LeadDelivery.Core.Tests.Delivery.Given;
using Outcome = LeadDelivery.Core.Delivery.Outcome;

namespace LeadDelivery.Core.Tests.Delivery;

/// <summary>Bytes that claim to be one thing and are another.</summary>
public sealed class ReplyTextTests
{
    private static readonly Recipient Everything = Reading(
        "json.status == 'accepted' or //status == 'Matched' or body contains 'ok' or headers['x'] == 1",
        "text('err(.*)') matches 'a+b' or xml('count(//*) > 3')",
        "xml('//a:dup/@b')",
        "json[0].x > 5",
        "json.message", "//error", "body", "text('(?:reason|why)[:=](.*)')");

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { (byte)'Z', (byte)'o', 0xEB }, "Zoë")]
    [InlineData("text/plain; charset=\"windows-1252\"", new byte[] { 0x80, (byte)'5' }, "€5")]
    [InlineData("text/plain", new byte[] { (byte)'Z', (byte)'o', 0xEB }, "Zoë")]
    [InlineData("text/plain; charset=utf-8", new byte[] { (byte)'Z', 0xEB }, "Z\uFFFD")]
    [InlineData("text/plain; charset=utf-16", new byte[] { (byte)'o', 0, (byte)'k', 0 }, "ok")]
    [InlineData(null, new byte[] { 0xFF, 0xFE, (byte)'o', 0, (byte)'k', 0 }, "ok")]
    [InlineData(null, new byte[] { 0xFE, 0xFF, 0, (byte)'o', 0, (byte)'k' }, "ok")]
    [InlineData(";;;charset", new byte[] { 0xEF, 0xBB, 0xBF, (byte)'o', (byte)'k' }, "ok")]
    [InlineData("text/plain; charset=klingon", new byte[] { (byte)'o', (byte)'k' }, "ok")]
    public void Bytes_are_read_in_the_charset_they_most_likely_have(string? type, byte[] body, string text) =>
        Assert.Equal(text, ReplyReader.Read(Reading("false", null, null, null, "body"), Reply(200, body, type), Seen).Reason);

    [Fact]
    public void An_xml_declaration_names_the_charset_where_the_header_does_not()
    {
        var body = Encoding.Latin1.GetBytes("<?xml version='1.0' encoding='ISO-8859-1'?><r><why>Zoë</why></r>");
        Assert.Equal("Zoë", ReplyReader.Read(Reading("//ok == 1", null, null, null, "//why"), Reply(200, body), Seen).Reason);
    }

    [Fact]
    public void A_deep_document_is_no_document()
    {
        var xml = string.Concat(Enumerable.Repeat("<a>", 20_000));
        var json = new string('[', 60_000);
        Assert.Equal(Outcome.Error, ReplyReader.Read(Reading("//a == 1"), Reply(200, xml), Seen).Outcome);
        Assert.Equal(Outcome.Error, ReplyReader.Read(Reading("json.a == 1"), Reply(200, json), Seen).Outcome);
    }

    [Fact]
    public void No_bytes_make_the_reader_throw()
    {
        string[] types =
        [
            "application/json", "text/xml; charset=utf-16", "text/html;charset=latin1", "x", "", "; charset=", "a/b; charset=\"utf-8",
        ];
        string[] seeds =
        [
            """{"status":"accepted","message":["a",{"b":null}]}""", "<r a='1'><status>Matched</status></r>tail",
            "[{\"x\":9}]", "err aab",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><a:b xmlns:a=\"u\"><a:dup b=\"c\"/></a:b>", "\"\\ud800\"", "<a xmlns:xml=\"x\"/>",
        ];
        var bytes = Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>(),
            ArbMap.Default.GeneratorFor<string>().Where(s => s is not null).Select(Encoding.UTF8.GetBytes),
            from seed in Gen.Elements(seeds)
            from at in Gen.Choose(0, seed.Length - 1)
            from value in Gen.Choose(0, 255)
            from cut in Gen.Choose(at, seed.Length)
            select Damaged(seed, at, (byte)value, cut));
        var cases = from body in bytes
                    from type in Gen.Elements(types)
                    from status in Gen.Elements(200, 204, 302, 401, 409, 422, 503)
                    select (body, type, status);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Arb.From(cases), c =>
        {
            var verdict = ReplyReader.Read(Everything, Reply(c.status, c.body, c.type), Seen);
            return Enum.IsDefined(verdict.Outcome) && (verdict.Reason?.Length ?? 0) <= ReplyReader.MaxReason;
        }));
    }

    [Theory]
    [InlineData("45", "45")]
    [InlineData("$45.00", "45.00")]
    [InlineData("45,00 €", "45.00")]
    [InlineData("1,234.50", "1234.50")]
    [InlineData("1.234,50", "1234.50")]
    [InlineData("1,234", "1234")]
    [InlineData("USD 12.5", "12.5")]
    [InlineData("0.00", "0.00")]
    [InlineData("-5", null)]
    [InlineData("free", null)]
    [InlineData("", null)]
    [InlineData("1.2.3", null)]
    [InlineData("99999999999999999999999999999", null)]
    [InlineData("$1,000,000,000,000", "1000000000000")]
    [InlineData("1000000000000.01", null)]
    public void Prices_are_read_as_recipients_write_them(string text, string? amount) =>
        Assert.Equal(amount is null ? null : decimal.Parse(amount), MoneyText.Read(Value.Of(text)));

    [Theory]
    [InlineData("USD 45", "USD", "45")]
    [InlineData("45 EUR", "USD", null)]
    [InlineData("45,00 €", "USD", null)]
    [InlineData("45,00 €", "EUR", "45.00")]
    [InlineData("£45", "EUR", null)]
    [InlineData("$45", "CAD", "45")]
    [InlineData("CA$ 45", "CAD", "45")]
    [InlineData("NET 45", "USD", "45")]
    public void Price_in_another_currency_is_none(string text, string currency, string? amount) =>
        Assert.Equal(amount is null ? null : decimal.Parse(amount), MoneyText.Read(Value.Of(text), currency));

    [Theory]
    [InlineData("1000000000000", "1000000000000")]
    [InlineData("1000000000000.01", null)]
    [InlineData("79228162514264337593543950335", null)]
    [InlineData("-0.01", null)]
    [InlineData("45.00", "45.00")]
    [InlineData("3.3333333333333333333333333333", "3.333333")]
    [InlineData("0.0000005", "0.000001")]
    public void Numbers_beyond_any_price_are_none_and_finer_ones_rounded(string number, string? amount) =>
        Assert.Equal(amount is null ? null : decimal.Parse(amount), MoneyText.Read(Value.Of(decimal.Parse(number))));

    private static byte[] Damaged(string seed, int at, byte value, int cut)
    {
        var bytes = Encoding.UTF8.GetBytes(seed[..cut]);
        if (at < bytes.Length)
        {
            bytes[at] = value;
        }

        return bytes;
    }
}
