using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LeadDelivery.Bench.Buyer;

/// <summary>
/// Any number of buyers on one port, over kept-alive connections, by the path of the POST: <c>/refuse</c> refuses,
/// <c>/bid/CENTS/MILLISECONDS</c> bids so much after so long, everything else accepts. <c>GET /count</c> tells what was seen,
/// <c>GET /arrivals</c> each lead and when, <c>POST /mode/hang</c>, <c>/mode/answer</c> and <c>/mode/forget</c> steer it.
/// </summary>
internal sealed class BuyerServer(IPEndPoint address, Ledger ledger, TimeSpan delay)
{
    private static readonly byte[] Accepted = Answer("""{"status":"accepted","leadId":"B1","price":45.0}""");

    private static readonly byte[] Refused = Answer("""{"status":"rejected","reason":"no"}""");

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(address);
        listener.Listen(1024);
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(cancellation);
                socket.NoDelay = true;
                _ = ServeAsync(socket, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellation)
    {
        using var _ = socket;
        var requests = new RequestReader(socket);
        try
        {
            while (await requests.NextAsync(cancellation) is { } request)
                await socket.SendAsync(await AnswerAsync(request), SocketFlags.None, cancellation);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or InvalidDataException)
        {
            // The host went away, or we stop: nobody waits for an answer.
        }
    }

    private async ValueTask<byte[]> AnswerAsync(Request request)
    {
        switch (request.Path)
        {
            case "/count":
                return Answer(ledger.ToJson());
            case "/arrivals":
                return Answer(ledger.Arrivals());
            case "/mode/hang":
                ledger.Hanging = true;
                return Answer("{}");
            case "/mode/answer":
                ledger.Hanging = false;
                return Answer("{}");
            case "/mode/forget":
                ledger.Forget();
                return Answer("{}");
        }

        if (request.Path == "/refuse")
        {
            ledger.RecordRefusal(request.Key);
            return Refused;
        }

        if (request.Path.StartsWith("/bid/", StringComparison.Ordinal))
            return await BidAsync(request);
        var began = Stopwatch.GetTimestamp();
        ledger.Record(request.Key, request.Lead);
        await ledger.Answering;
        var pinged = ledger.TakeSlowestPing(request.Lead);
        if (delay == TimeSpan.Zero && pinged == 0)
            return Accepted;
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay);
        // The time held comes back as the lead's id here, so that the driver can take it off, overslept timers included; of
        // pings, which are held side by side, the slowest one's.
        var held = pinged + (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        return Answer($$"""{"status":"accepted","leadId":"{{held}}","price":45.0}""");
    }

    private async Task<byte[]> BidAsync(Request request)
    {
        var began = Stopwatch.GetTimestamp();
        var parts = request.Path.Split('/');
        var cents = int.Parse(parts[2], CultureInfo.InvariantCulture);
        var wait = int.Parse(parts[3], CultureInfo.InvariantCulture);
        if (wait > 0)
            await Task.Delay(wait);
        ledger.RecordPing(request.Lead, (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        return Answer(string.Create(CultureInfo.InvariantCulture, $$"""{"status":"ok","bid":{{cents / 100m}},"id":"{{request.Lead}}-{{cents}}"}"""));
    }

    private static byte[] Answer(string json) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");
}
