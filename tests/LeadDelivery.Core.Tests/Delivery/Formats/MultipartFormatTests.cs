using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Requests;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using static LeadDelivery.Core.Tests.Delivery.Formats.Sending;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

public sealed class MultipartFormatTests
{
    [Fact]
    public void Fields_and_files_are_parts()
    {
        var request = Of(
            "format: multipart",
            """
            fields:
              a: "{{first_name}}"
              f: { "@filename": 'c "1".txt', "#text": x }
              g: { "@filename": p.png, "@content_type": image/png, "#base64": "AAH/" }
            """);
        var boundary = Boundary(request);
        Assert.Equal("multipart/form-data; boundary=" + boundary, request.ContentType);
        byte[] expected =
        [
            .. Encoding.UTF8.GetBytes(
                $"--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nZoë\r\n"
                + $"--{boundary}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"c %221%22.txt\"\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n\r\nx\r\n"
                + $"--{boundary}\r\nContent-Disposition: form-data; name=\"g\"; filename=\"p.png\"\r\nContent-Type: image/png\r\n\r\n"),
            0, 1, 255, .. Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n"),
        ];
        Assert.Equal(expected, request.Body.ToArray());
        Assert.Contains("image/png\r\n\r\n(3 bytes)\r\n--", RequestPreview.Of(request, SecretMask.None).Body);
    }

    [Fact]
    public void Boundary_is_the_delivery_s_own_and_never_in_the_content()
    {
        var recipient = Recipient("format: multipart", "fields: { a: '{{lead.x}}' }");
        var first = Boundary(Of(recipient, """{"x":"1"}""", "L1-0-1"));
        Assert.Equal(first, Boundary(Of(recipient, """{"x":"2"}""", "L1-0-1")));
        Assert.NotEqual(first, Boundary(Of(recipient, """{"x":"1"}""", "L1-0-2")));

        var other = Of(recipient, $$"""{"x":"a --{{first}} b"}""", "L1-0-1");
        Assert.NotEqual(first, Boundary(other));
        Assert.Contains($"\r\n\r\na --{first} b\r\n", Text(other));
    }

    [Theory]
    [InlineData("a\"b", "a%22b")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("Zoë's \\ 100%.txt", "Zoë's \\ 100%.txt")]
    public void File_names_are_escaped_as_browsers_do(string name, string expected) => Assert.Contains(
        $"; name=\"f\"; filename=\"{expected}\"\r\n",
        Body("format: multipart", "fields: { f: { '@filename': '{{lead.n}}', '#text': x } }",
            $$"""{"n":{{System.Text.Json.JsonSerializer.Serialize(name)}}}"""));

    [Fact]
    public void A_content_type_cannot_add_a_header()
    {
        var text = Body("format: multipart", "fields: { f: { '@content_type': '{{lead.t}}', '#text': x } }",
            """{"t":"a/b\r\nX-Evil: 1"}""");
        Assert.Contains("Content-Type: a/b  X-Evil: 1\r\n\r\nx\r\n", text);
    }

    [Fact]
    public void A_file_without_content_is_left_out_and_one_that_is_not_base64_is_a_problem()
    {
        const string Fields = "fields: { a: 1, f: { '@filename': x.txt, '#base64': '{{lead.c}}' } }";
        Assert.DoesNotContain("filename", Body("format: multipart", Fields, "{}"));
        Assert.Equal(["fields.f: #base64 is not base64"], Problems("format: multipart", Fields, """{"c":"ann@example.com"}"""));
    }

    [Fact]
    public async Task Nested_names_and_lists_of_files_are_read_by_a_standard_reader()
    {
        var request = Of(
            "format: multipart\nform: { lists: brackets }",
            "fields: { a: { b: [1, 2] }, f: [{ '@filename': x, '#text': '1' }, { '@filename': y, '#text': '2' }] }");
        Assert.Equal([("a[b][]", "", "1"), ("a[b][]", "", "2"), ("f[]", "x", "1"), ("f[]", "y", "2")], await ReadAsync(request));
    }

    internal static async Task<List<(string Name, string File, string Text)>> ReadAsync(OutboundRequest request)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType!).Boundary).ToString();
        var reader = new MultipartReader(boundary, new MemoryStream(request.Body.ToArray()));
        var parts = new List<(string, string, string)>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            var disposition = section.GetContentDispositionHeader()!;
            var content = new MemoryStream();
            await section.Body.CopyToAsync(content);
            parts.Add((
                HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), HeaderUtilities.RemoveQuotes(disposition.FileName).ToString(),
                Encoding.UTF8.GetString(content.ToArray())));
        }

        return parts;
    }

    private static string Boundary(OutboundRequest request) => request.ContentType!.Split("boundary=")[1];
}
