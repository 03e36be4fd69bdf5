using System.IO.Compression;
using System.Text;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Channels.Tests.Http.HttpFixture;

namespace LeadDelivery.Channels.Tests.Http;

/// <summary>Every format as it comes over the wire: its length, its type and its bytes.</summary>
public sealed class FormatWireTests
{
    public static TheoryData<string, string?, bool, string> Formats => new()
    {
        { "json", null, false, "application/json" },
        { "json", "utf-16", false, "application/json; charset=utf-16" },
        { "xml", null, false, "application/xml; charset=utf-8" },
        { "xml", "windows-1252", true, "application/xml; charset=windows-1252" },
        { "soap", null, true, "text/xml; charset=utf-8" },
        { "form", null, false, "application/x-www-form-urlencoded" },
        { "form", "iso-8859-1", true, "application/x-www-form-urlencoded; charset=iso-8859-1" },
        { "multipart", null, false, "multipart/form-data; boundary=----LeadDelivery" },
        { "text", "us-ascii", true, "text/plain; charset=us-ascii" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_body_arrives_with_its_exact_length_and_type(string format, string? charset, bool compress, string type)
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel();
        var request = Request(server, "POST", format, charset, compress);

        // The second goes over the same connection: a length that is off by one would garble it.
        await channel.SendAsync(request, default);
        await channel.SendAsync(request, default);

        Assert.Equal((2, 1), (server.Requests.Count, server.Connections));
        foreach (var received in server.Requests)
        {
            Assert.Equal(request.Body.Length.ToString(), received.Header("Content-Length"));
            Assert.Equal(request.Body.ToArray(), received.Body);
            Assert.StartsWith(type, received.Header("Content-Type"));
            Assert.Equal(request.ContentType, received.Header("Content-Type"));
            Assert.Equal(compress ? "gzip" : null, received.Header("Content-Encoding"));
            Assert.Null(received.Header("Transfer-Encoding"));
            Assert.Contains("Zo", Encoding.UTF8.GetString(compress ? Unzipped(received.Body) : received.Body).Replace("\0", ""));
        }
    }

    [Theory]
    [InlineData("POST", "0")]
    [InlineData("GET", null)]
    public async Task A_query_has_no_body(string method, string? length)
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel();
        await channel.SendAsync(Request(server, method, "query", "iso-8859-1", false), default);
        var received = Assert.Single(server.Requests);
        Assert.Equal($"{method} /leads?first=Zo%EB HTTP/1.1", received.Line);
        Assert.Equal((length, null), (received.Header("Content-Length"), received.Header("Content-Type")));
    }

    [Fact]
    public async Task The_action_of_soap_1_1_arrives_in_quotes()
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel();
        await channel.SendAsync(Request(server, "POST", "soap", null, false), default);
        Assert.Equal("\"urn:v#Post\"", Assert.Single(server.Requests).Header("SOAPAction"));
    }

    private static byte[] Unzipped(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        var text = new MemoryStream();
        gzip.CopyTo(text);
        return text.ToArray();
    }

    private static OutboundRequest Request(NastyServer server, string method, string format, string? charset, bool compress)
    {
        var recipient = Recipient() with
        {
            Fields = FieldMapping.Compile(ValueJson.Parse("""{"first":"{{lead.first}}"}"""u8), out _),
            Endpoint = new()
            {
                Url = Template.Parse(server.Url.AbsoluteUri, out _)!,
                Method = method,
                Format = format,
                IsFormatGiven = true,
                Charset = charset,
                Compress = compress,
                Soap = new() { Action = Template.Parse("urn:v#Post", out _) },
            },
        };
        var built = new RequestBuilder(new()).Build(recipient, new Zoe(), false, 1);
        Assert.Empty(built.Problems);
        return built.Request!;
    }

    private sealed class Zoe : Scope
    {
        public override DateTimeOffset Now => DateTimeOffset.UnixEpoch;

        public override bool TryRoot(string name, out Value value)
        {
            value = ValueJson.Parse("""{"first":"Zoë"}"""u8);
            return name == "lead";
        }

        public override Value Field(string name) => Value.Null;
    }
}
