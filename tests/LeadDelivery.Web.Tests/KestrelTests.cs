using System.Net.Sockets;
using System.Text;
using LeadDelivery.Web.Api;

namespace LeadDelivery.Web.Tests;

/// <summary>A real socket: bounds that the test server does not have.</summary>
public sealed class KestrelTests
{
    private static readonly WebLimits Impatient = new()
    {
        HeadersTimeout = TimeSpan.FromSeconds(1),
        BodyRateGrace = TimeSpan.FromSeconds(1.1),
    };

    [Fact]
    public async Task Slow_headers_are_cut_off()
    {
        await using var host = await FakeHost.StartAsync(Impatient);

        var answer = await TalkAsync(host, "POST /api/flows/auto/leads HTTP/1.1\r\nHost: x\r\nX-Slow: ");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_body_is_answered_408_and_cut_off()
    {
        await using var host = await FakeHost.StartAsync(Impatient);

        var answer = await TalkAsync(
            host, $"POST /api/flows/auto/leads HTTP/1.1\r\nHost: x\r\nX-Api-Key: {FakeHost.Key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Empty(host.Submitted);
    }

    [Theory]
    [InlineData(256 * 1024 + 1)]
    [InlineData(900_000)]
    public async Task Announced_body_that_is_too_large_gets_its_413_although_all_was_sent_first(int length)
    {
        await using var host = await FakeHost.StartAsync(new WebLimits());

        var answer = await TalkAsync(
            host,
            $"POST /api/flows/auto/leads HTTP/1.1\r\nHost: x\r\nX-Api-Key: {FakeHost.Key}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
            + new string('x', length));

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_chunked_body_is_413()
    {
        await using var host = await FakeHost.StartAsync(new WebLimits());
        var chunk = "8000\r\n" + new string('x', 0x8000) + "\r\n";

        var answer = await TalkAsync(
            host,
            $"POST /api/flows/auto/leads HTTP/1.1\r\nHost: x\r\nX-Api-Key: {FakeHost.Key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + string.Concat(Enumerable.Repeat(chunk, 20)) + "0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_idempotency_key_is_400()
    {
        await using var host = await FakeHost.StartAsync(new WebLimits());

        var answer = await TalkAsync(
            host,
            $"POST /api/flows/auto/leads HTTP/1.1\r\nHost: x\r\nX-Api-Key: {FakeHost.Key}\r\nIdempotency-Key:\r\nContent-Type: application/json\r\n"
            + "Connection: close\r\nContent-Length: 7\r\n\r\n{\"a\":1}");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_without_length_is_read_to_its_end()
    {
        await using var host = await FakeHost.StartAsync(new WebLimits());

        var answer = await TalkAsync(
            host,
            $"POST /api/flows/auto/leads HTTP/1.1\r\nHost: x\r\nX-Api-Key: {FakeHost.Key}\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "4\r\n{\"a\"\r\n4\r\n:12}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 202", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Server:", answer, StringComparison.Ordinal);
        Assert.Single(host.Submitted);
    }

    /// <summary>Sends, then reads until the server closes.</summary>
    private static async Task<string> TalkAsync(FakeHost host, string request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", host.Client.BaseAddress!.Port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), limit.Token);
        var answer = new MemoryStream();
        await stream.CopyToAsync(answer, limit.Token);
        return Encoding.ASCII.GetString(answer.ToArray());
    }
}
