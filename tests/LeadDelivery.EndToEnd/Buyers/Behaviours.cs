using System.Collections.Concurrent;
using System.IO.Compression;

namespace LeadDelivery.EndToEnd.Buyers;

/// <summary>What buyers do, well and badly.</summary>
internal static class Behaviours
{
    public const string Accepted = """{"status":"accepted","leadId":"B1","price":45.0}""";
    public const string Refusal = "Outside service area";

    public static Task Accept(BuyerConnection connection, BuyerRequest request) => connection.ReplyAsync(200, Accepted);

    public static Task Reject(BuyerConnection connection, BuyerRequest request) =>
        connection.ReplyAsync(200, $$"""{"status":"rejected","message":"{{Refusal}}"}""");

    /// <summary>Accepts after 10–250 ms, as long for each request as the hash of its key says.</summary>
    public static async Task AcceptSlowly(BuyerConnection connection, BuyerRequest request)
    {
        await Task.Delay(10 + (int)((uint)request.Key.GetHashCode(StringComparison.Ordinal) % 240), connection.Stop);
        await connection.ReplyAsync(200, Accepted);
    }

    /// <summary>Takes the request and never answers.</summary>
    public static Task Hang(BuyerConnection connection, BuyerRequest request) => Task.Delay(Timeout.Infinite, connection.Stop);

    public static Task Reset(BuyerConnection connection, BuyerRequest request)
    {
        connection.Reset();
        return Task.CompletedTask;
    }

    /// <summary>Closes without a byte.</summary>
    public static Task Close(BuyerConnection connection, BuyerRequest request)
    {
        connection.Close();
        return Task.CompletedTask;
    }

    public static async Task Garbage(BuyerConnection connection, BuyerRequest request)
    {
        await connection.SendAsync(new string('\u0007', 200) + "\r\n\r\n");
        connection.Close();
    }

    /// <summary>Breaks off in the middle of the body it announced.</summary>
    public static async Task Half(BuyerConnection connection, BuyerRequest request)
    {
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"status\":\"acc");
        connection.Close();
    }

    public static Task Empty(BuyerConnection connection, BuyerRequest request) => connection.ReplyAsync(200, "");

    public static Task Page(BuyerConnection connection, BuyerRequest request) =>
        connection.ReplyAsync(200, "<html><body>Maintenance</body></html>", "text/html");

    public static Task Unavailable(BuyerConnection connection, BuyerRequest request) => connection.ReplyAsync(503, """{"oops":1}""");

    /// <summary>A body without an end.</summary>
    public static async Task Endless(BuyerConnection connection, BuyerRequest request)
    {
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = $"2000\r\n{new string('x', 0x2000)}\r\n";
        while (true)
            await connection.SendAsync(chunk);
    }

    /// <summary>A header block without an end.</summary>
    public static async Task EndlessHeaders(BuyerConnection connection, BuyerRequest request)
    {
        await connection.SendAsync("HTTP/1.1 200 OK\r\n");
        for (var i = 0; ; i++)
            await connection.SendAsync($"X-{i}: {new string('x', 1000)}\r\n");
    }

    /// <summary>A byte every 100 ms: never silent, never done.</summary>
    public static async Task Trickle(BuyerConnection connection, BuyerRequest request)
    {
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n");
        while (true)
        {
            await connection.SendAsync(" ");
            await Task.Delay(100, connection.Stop);
        }
    }

    /// <summary>60 KB that unpack to 60 MB: packed, they are within what is read of a reply.</summary>
    public static Task Bomb(BuyerConnection connection, BuyerRequest request) =>
        connection.ReplyAsync(200, Packed.Value, "application/json", "Content-Encoding: gzip");

    /// <summary>503 for the first request of each delivery, then acceptance.</summary>
    public static Func<BuyerConnection, BuyerRequest, Task> BusyFirst()
    {
        var seen = new ConcurrentDictionary<string, bool>();
        return (connection, request) => seen.TryAdd(request.Key, true) ? Unavailable(connection, request) : Accept(connection, request);
    }

    /// <summary>Accepts once the test lets it.</summary>
    public static Func<BuyerConnection, BuyerRequest, Task> AcceptAfter(Task release) => async (connection, request) =>
    {
        await release.WaitAsync(connection.Stop);
        await connection.ReplyAsync(200, Accepted);
    };

    private static readonly Lazy<byte[]> Packed = new(() =>
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var megabyte = new byte[1 << 20];
            for (var i = 0; i < 60; i++)
                gzip.Write(megabyte);
        }

        return packed.ToArray();
    });
}
