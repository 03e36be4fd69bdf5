using static LeadDelivery.Core.Tests.Delivery.Formats.Sending;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

public sealed class QueryFormatTests
{
    [Theory]
    [InlineData("https://b.example/leads", "fields: { a: 'x y', 'b&': 'ë&=' }", "https://b.example/leads?a=x%20y&b%26=%C3%AB%26%3D")]
    [InlineData("https://b.example/leads?key=1", "fields: { a: 1 }", "https://b.example/leads?key=1&a=1")]
    [InlineData("https://b.example/leads?a=0&key=1", "fields: { a: 1 }", "https://b.example/leads?key=1&a=1")]
    [InlineData("https://b.example/leads?a=0&key=1", "fields: { a: [1, 2] }", "https://b.example/leads?a=0&key=1&a=1&a=2")]
    [InlineData("https://b.example/leads?a%20b=0", "fields: { 'a b': 1 }", "https://b.example/leads?a%20b=1")]
    [InlineData("https://b.example/leads", "fields: { a: { b: 1 } }", "https://b.example/leads?a%5Bb%5D=1")]
    [InlineData("https://b.example/leads?k=1", "fields: { a: '{{none}}' }", "https://b.example/leads?k=1")]
    [InlineData("https://b.example/leads?k=1", "body: 'a={{last_name}}&b=1'",
        "https://b.example/leads?k=1&a=O%27Neil%20%26%20%3CS%C3%B6hne%3E&b=1")]
    public void Fields_join_the_url_s_own_query(string url, string content, string expected)
    {
        var request = Of("format: query", content, url: url);
        Assert.Equal(expected, request.Url.AbsoluteUri);
        Assert.Equal(("POST", true, null), (request.Method, request.Body.IsEmpty, request.ContentType));
    }

    [Fact]
    public void Names_and_charset_are_as_asked()
    {
        var request = Of("format: query\ncharset: iso-8859-1\nform: { brackets: raw, lists: brackets }", "fields: { a: [é, '€'] }");
        Assert.Equal("https://buyer.example/leads?a[]=%E9&a[]=%26%238364%3B", request.Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("GET", "json")]
    [InlineData("DELETE", "form")]
    public void A_request_without_a_body_carries_the_fields_of_json_and_forms_in_its_query(string method, string format)
    {
        var request = Of($"method: {method}\nformat: {format}", "fields: { a: { b: 1 } }");
        Assert.Equal("https://buyer.example/leads?a%5Bb%5D=1", request.Url.AbsoluteUri);
        Assert.True(request.Body.IsEmpty);
    }
}
