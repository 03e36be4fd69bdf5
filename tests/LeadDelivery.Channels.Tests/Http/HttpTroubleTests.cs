using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Channels.Tests.Http.HttpFixture;

namespace LeadDelivery.Channels.Tests.Http;

/// <summary>Not sent, sent without an answer: what decides whether a lead may go again.</summary>
public sealed class HttpTroubleTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "the reply is not HTTP")]
    [InlineData("\0\0\0\u0001garbage\r\n\r\n", "the reply is not HTTP")]
    [InlineData("HTTP/1.1 OK\r\n\r\n", "the reply is not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nrubbish\r\n", "the reply is not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "closed before the reply was complete")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "closed before the reply was complete")]
    [InlineData("HTTP/1.1 200", "closed before the reply was complete")]
    [InlineData("", "closed before the reply was complete")]
    public async Task A_broken_reply_is_no_answer(string response, string error)
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(response);
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server), default);
        Assert.Equal((SendCategory.Unanswered, SendFailure.Transport, 0), (reply.Category, reply.Failure, reply.Status));
        Assert.Equal(error, reply.Error);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_reset_after_the_request_is_no_answer()
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server), default);
        Assert.Equal((SendCategory.Unanswered, SendFailure.Transport), (reply.Category, reply.Failure));
        Assert.Equal("connection reset before the reply was complete", reply.Error);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_the_request_is_no_answer()
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.Stream.ReadExactlyAsync(new byte[64]);
            connection.Reset();
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server, new string('x', 2_000_000)), default);
        Assert.Equal((SendCategory.Unanswered, SendFailure.Transport), (reply.Category, reply.Failure));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task A_reused_connection_that_closes_without_an_answer_never_gets_the_request_repeated(string method)
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(NastyServer.Reply(200, "first"));
            await connection.ReadRequestAsync();
        });
        using var channel = Channel();
        var request = (method == "POST" ? Post(server) : Get(server)) with { Method = method };
        Assert.Equal(200, (await channel.SendAsync(request, default)).Status);
        var reply = await channel.SendAsync(request, default);
        Assert.Equal((SendCategory.Unanswered, SendFailure.Transport), (reply.Category, reply.Failure));

        // One request for each call, on one connection: a second connection would carry the silent repetition.
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(200, (await channel.SendAsync(request, default)).Status);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_closed_while_idle_is_not_used()
    {
        var closed = new TaskCompletionSource();
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(NastyServer.Reply(200, "ok"));
            connection.Dispose();
            closed.TrySetResult();
        });
        using var channel = Channel();
        await channel.SendAsync(Post(server), default);
        await closed.Task;
        Assert.Equal(200, (await channel.SendAsync(Post(server), default)).Status);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")]
    public async Task Silence_after_the_request_runs_into_the_response_timeout(string begun)
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(begun);
            await connection.HoldAsync();
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server) with { Timeouts = new(Long, Short, Long) }, default);
        Assert.Equal((SendCategory.Unanswered, SendFailure.Timeout), (reply.Category, reply.Failure));
        Assert.Equal("no complete answer within 200 ms", reply.Error);
        Assert.InRange(reply.Duration, Short * 0.9, Long / 2);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", "x")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n", "X-Slow: 1\r\n")]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task A_reply_that_drips_runs_into_the_response_timeout(string head, string drop)
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(head);
            while (true)
            {
                await connection.WriteAsync(drop);
                await Task.Delay(20, connection.Stop);
            }
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server) with { Timeouts = new(Long, Short, Long) }, default);
        Assert.Equal((SendCategory.Unanswered, SendFailure.Timeout), (reply.Category, reply.Failure));
        Assert.InRange(reply.Duration, Short * 0.9, Long / 2);
    }

    [Fact]
    public async Task The_total_bounds_what_the_response_timeout_would_allow()
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.HoldAsync();
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server) with { Timeouts = new(Long, Long, Short) }, default);
        Assert.Equal((SendCategory.Unanswered, SendFailure.Timeout), (reply.Category, reply.Failure));
        Assert.Equal("not finished within 200 ms", reply.Error);
    }

    [Fact]
    public async Task Endless_headers_are_no_answer_and_are_not_read_for_ever()
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n");
            while (true)
            {
                await connection.WriteAsync("X-More: " + new string('x', 1000) + "\r\n");
            }
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(server), default);
        Assert.Equal((SendCategory.Unanswered, SendFailure.TooLarge), (reply.Category, reply.Failure));
    }

    [Fact]
    public async Task A_refused_connection_is_not_sent()
    {
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(new Uri($"http://127.0.0.1:{ClosedPort()}/")), default);
        Assert.Equal((SendCategory.NotSent, SendFailure.Transport), (reply.Category, reply.Failure));
        Assert.Equal("connection refused", reply.Error);
    }

    [Fact]
    public async Task An_unknown_name_is_not_sent()
    {
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(new Uri("http://nobody.invalid/leads?secret=hunter2")), default);
        Assert.Equal(SendCategory.NotSent, reply.Category);
        Assert.Equal(SendFailure.Transport, reply.Failure);
        Assert.DoesNotContain("hunter2", reply.Error);
    }

    [Fact]
    public async Task A_handshake_that_never_answers_is_not_sent()
    {
        await using var server = NastyServer.Start(connection => connection.HoldAsync());
        using var channel = Channel();
        var url = new Uri($"https://127.0.0.1:{server.Endpoint!.Port}/");
        var reply = await channel.SendAsync(Post(url) with { Timeouts = new(Short, Long, Long) }, default);
        Assert.Equal((SendCategory.NotSent, SendFailure.Timeout), (reply.Category, reply.Failure));
        Assert.Equal("no connection within 200 ms", reply.Error);
    }

    [Fact]
    public async Task A_server_that_speaks_no_tls_is_not_sent_to()
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.Stream.ReadAtLeastAsync(new byte[16], 16, false, connection.Stop);
            await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(new Uri($"https://127.0.0.1:{server.Endpoint!.Port}/")), default);
        Assert.Equal((SendCategory.NotSent, SendFailure.Transport), (reply.Category, reply.Failure));
        Assert.Equal("TLS handshake failed", reply.Error);
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_not_sent_to()
    {
        using var key = RSA.Create(2048);
        var demand = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = demand.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var received = 0;
        await using var server = NastyServer.Start(async connection =>
        {
            await using var tls = new SslStream(connection.Stream);
            try
            {
                await tls.AuthenticateAsServerAsync(certificate);
                received += await tls.ReadAtLeastAsync(new byte[16], 1, false, connection.Stop);
            }
            catch (System.Security.Authentication.AuthenticationException)
            {
                // The client's refusal.
            }
        });
        using var channel = Channel();
        var reply = await channel.SendAsync(Post(new Uri($"https://127.0.0.1:{server.Endpoint!.Port}/")), default);
        Assert.Equal((SendCategory.NotSent, SendFailure.Transport), (reply.Category, reply.Failure));
        Assert.Equal("TLS: the certificate is not trusted", reply.Error);
        Assert.Equal(0, received);
    }

    [Fact]
    public async Task Waiting_in_vain_for_a_free_connection_is_not_sent()
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.HoldAsync();
        });
        using var channel = Channel();
        using var stop = new CancellationTokenSource();
        var request = Post(server) with { Recipient = Recipient(connections: 1) };
        var first = channel.SendAsync(request, stop.Token);
        while (server.Requests.IsEmpty)
        {
            await Task.Delay(5);
        }

        var second = await channel.SendAsync(request with { Timeouts = new(Long, Long, Short) }, default);
        Assert.Equal((SendCategory.NotSent, SendFailure.Timeout), (second.Category, second.Failure));
        Assert.Equal("no connection free within 200 ms", second.Error);
        Assert.Single(server.Requests);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_throws()
    {
        await using var server = NastyServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.HoldAsync();
        });
        using var channel = Channel();
        using var stop = new CancellationTokenSource();
        var sending = channel.SendAsync(Post(server), stop.Token);
        while (server.Requests.IsEmpty)
        {
            await Task.Delay(5);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.SendAsync(Post(server), stop.Token));
    }

    private static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
