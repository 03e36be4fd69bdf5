using System.Text;
using System.Web;
using static LeadDelivery.Core.Tests.Delivery.Formats.Sending;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

public sealed class FormFormatTests
{
    private const string Nested = "fields: { a: { b: 1, c: [1, 2] }, d: [{ e: 1 }, { e: 2, f: [3] }], g: [x, 'y'] }";

    [Theory]
    [InlineData("", "a[b]=1&a[c]=1&a[c]=2&d[0][e]=1&d[1][e]=2&d[1][f]=3&g=x&g=y")]
    [InlineData("nesting: dots", "a.b=1&a.c=1&a.c=2&d[0].e=1&d[1].e=2&d[1].f=3&g=x&g=y")]
    [InlineData("lists: brackets", "a[b]=1&a[c][]=1&a[c][]=2&d[0][e]=1&d[1][e]=2&d[1][f][]=3&g[]=x&g[]=y")]
    [InlineData("lists: indices", "a[b]=1&a[c][0]=1&a[c][1]=2&d[0][e]=1&d[1][e]=2&d[1][f][0]=3&g[0]=x&g[1]=y")]
    [InlineData("lists: comma", "a[b]=1&a[c]=1%2C2&d[0][e]=1&d[1][e]=2&d[1][f]=3&g=x%2Cy")]
    public void Nested_fields_are_named_as_asked(string form, string expected)
    {
        Assert.Equal(
            expected.Replace("[", "%5B").Replace("]", "%5D"), Body($"format: form\nform: {{ {form} }}", Nested));
        Assert.Equal(expected, Body($"format: form\nform: {{ brackets: raw, {form} }}", Nested));
    }

    [Theory]
    [InlineData("a b", "a+b")]
    [InlineData("a&b=c+d%", "a%26b%3Dc%2Bd%25")]
    [InlineData("*-._~!'()", "*-._%7E%21%27%28%29")]
    [InlineData("Zoë €", "Zo%C3%AB+%E2%82%AC")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    public void Values_are_escaped_as_browsers_escape_forms(string value, string expected) => Assert.Equal(
        "x=" + expected, Body("format: form", "fields: { x: '{{lead.v}}' }",
            $$"""{"v":{{System.Text.Json.JsonSerializer.Serialize(value)}}}"""));

    [Fact]
    public void A_name_given_with_brackets_stays_one_name()
    {
        Assert.Equal("lead%5Bname%5D=1", Body("format: form", "fields: { 'lead[name]': 1 }"));
        Assert.Equal("lead[name]=1", Body("format: form\nform: { brackets: raw }", "fields: { 'lead[name]': 1 }"));
    }

    [Fact]
    public void Content_type_is_bare_unless_a_charset_is_asked_for()
    {
        Assert.Equal("application/x-www-form-urlencoded", Of("format: form", "fields: { a: 1 }").ContentType);
        var latin = Of("format: form\ncharset: iso-8859-1", "fields: { a: 'ë€' }");
        Assert.Equal("application/x-www-form-urlencoded; charset=iso-8859-1", latin.ContentType);
        Assert.Equal("a=%EB%26%238364%3B", Text(latin));
        Assert.Equal("ë&#8364;", HttpUtility.ParseQueryString(Text(latin), Encoding.Latin1)["a"]);
    }

    [Fact]
    public void A_body_template_s_values_are_escaped_and_its_own_text_is_not() => Assert.Equal(
        "a=O%27Neil+%26+%3CS%C3%B6hne%3E&b=1", Body("format: form", "body: 'a={{last_name}}&b=1'"));
}
