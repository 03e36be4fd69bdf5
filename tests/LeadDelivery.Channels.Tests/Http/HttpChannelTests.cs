using System.IO.Compression;
using System.Text;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Channels.Tests.Http.HttpFixture;

namespace LeadDelivery.Channels.Tests.Http;

public sealed class HttpChannelTests
{
    [Fact]
    public async Task A_post_arrives_whole_and_its_reply_comes_back()
    {
        await using var server = NastyServer.Answering(
            NastyServer.Reply(201, "{\"ok\":true}", "Content-Type: application/json\r\nX-Id: 7\r\n"));
        using var channel = Channel();
        var request = Post(server) with { Headers = [new("X-Request-Id", "42"), new("X-Name", "Zoë 漢")] };
        var reply = await channel.SendAsync(request, default);
        Assert.Equal(SendCategory.Answered, reply.Category);
        Assert.Equal(SendFailure.None, reply.Failure);
        Assert.Equal(201, reply.Status);
        Assert.Equal("{\"ok\":true}", Text(reply));
        Assert.Equal("application/json", reply.ContentType);
        Assert.Contains(new("X-Id", "7"), reply.Headers);
        Assert.True(reply.Duration > TimeSpan.Zero);
        var received = Assert.Single(server.Requests);
        Assert.Equal("POST /leads HTTP/1.1", received.Line);
        Assert.Equal("{\"a\":1}", received.Text);
        Assert.Equal("42", received.Header("X-Request-Id"));
        Assert.Equal("Zoë 漢", received.Header("X-Name"));
        Assert.Equal("application/json", received.Header("Content-Type"));
        Assert.Equal("LeadDelivery", received.Header("User-Agent"));
        Assert.Null(received.Header("Expect"));
        Assert.Null(received.Header("traceparent"));
        Assert.Null(received.Header("Accept-Encoding"));
    }

    [Fact]
    public async Task A_get_has_no_body_and_no_length()
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel();
        var reply = await channel.SendAsync(Get(server), default);
        Assert.Equal("ok", Text(reply));
        Assert.Null(Assert.Single(server.Requests).Header("Content-Length"));
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
        + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 302, "")]
    [InlineData("HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 4\r\n\r\nbusy", 503, "busy")]
    public async Task A_complete_reply_is_an_answer_whatever_its_status(string response, int status, string body)
    {
        await using var server = NastyServer.Answering(response);
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server), default);
        Assert.Equal((SendCategory.Answered, status, body), (reply.Category, reply.Status, Text(reply)));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Connections_are_reused()
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel();
        for (var i = 0; i < 5; i++)
        {
            await channel.SendAsync(Post(server), default);
        }

        Assert.Equal(5, server.Requests.Count);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_recipient_never_gets_more_connections_than_its_pool_allows()
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel();
        var request = Post(server) with { Recipient = Recipient(connections: 2) };
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => channel.SendAsync(request, default)));
        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        Assert.InRange(server.Connections, 1, 2);
    }

    [Fact]
    public async Task Changed_settings_get_a_pool_of_their_own_and_the_old_one_goes()
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel(options: new() { PoolIdle = TimeSpan.FromMilliseconds(40) });
        await channel.SendAsync(Post(server), default);
        await channel.SendAsync(Post(server) with { Recipient = Recipient(connections: 3) }, default);
        Assert.InRange(channel.Pools, 1, 2);
        while (channel.Pools > 0)
        {
            await Task.Delay(5);
        }

        Assert.Equal(200, (await channel.SendAsync(Post(server), default)).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("bare deflate")]
    [InlineData("br")]
    public async Task A_compressed_reply_is_decompressed(string coding)
    {
        await using var server = Compressed(coding, Encoding.UTF8.GetBytes("{\"status\":\"accepted\"}"));
        using var channel = Channel();
        Assert.Equal("{\"status\":\"accepted\"}", Text(await channel.SendAsync(Post(server), default)));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_decompression_bomb_is_an_answer_too_large_to_read(string coding)
    {
        await using var server = Compressed(coding, new byte[20_000_000]);
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server), default);
        Assert.Equal((SendCategory.Answered, SendFailure.TooLarge, 200), (reply.Category, reply.Failure, reply.Status));
        Assert.Equal("reply larger than 64 KB", reply.Error);
        Assert.True(reply.Body.IsEmpty);
    }

    [Fact]
    public async Task A_reply_that_is_not_what_its_coding_says_is_an_answer_without_a_body()
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "not gzip at all", "Content-Encoding: gzip\r\n"));
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server), default);
        Assert.Equal((SendCategory.Answered, SendFailure.Transport, 200), (reply.Category, reply.Failure, reply.Status));
        Assert.Equal("reply cannot be decompressed", reply.Error);
    }

    [Theory]
    [InlineData("Content-Length: 70000\r\n\r\n")]
    [InlineData("Connection: close\r\n\r\n")]
    public async Task A_body_beyond_the_bound_is_an_answer_too_large_to_read(string head)
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n" + head + new string('x', 70_000));
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server), default);
        Assert.Equal((SendCategory.Answered, SendFailure.TooLarge, 200), (reply.Category, reply.Failure, reply.Status));
    }

    [Fact]
    public async Task A_body_of_just_the_bound_is_read()
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, new string('x', 64 * 1024)));
        using var channel = Channel();
        Assert.Equal(64 * 1024, (await channel.SendAsync(Post(server), default)).Body.Length);
    }

    private static NastyServer Compressed(string coding, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream packer = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, true),
            _ => new DeflateStream(packed, CompressionLevel.Fastest, true),
        })
        {
            packer.Write(body);
        }

        var bytes = packed.ToArray();
        var name = coding.Split(' ')[^1];
        return NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.WriteAsync($"{bytes.Length:x}\r\n");
            await connection.WriteAsync(bytes);
            await connection.WriteAsync("\r\n0\r\n\r\n");
        });
    }
}
