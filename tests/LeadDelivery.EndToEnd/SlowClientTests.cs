using System.Net.Sockets;
using System.Text;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>Clients that open a connection and hardly use it do not keep it.</summary>
public sealed class SlowClientTests
{
    [Fact]
    public async Task Head_or_body_that_trickles_in_is_cut_off_while_others_are_served()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept)).Flow("one", "buyer");
        var host = await stage.StartAsync();
        var port = new Uri(host.Url).Port;
        var head = $"POST /api/flows/one/leads HTTP/1.1\r\nHost: x\r\nX-Api-Key: {HostSetup.SourceKey}\r\nContent-Type: application/json\r\n";

        var slowHead = CutOffAsync(port, head);
        var slowBody = CutOffAsync(port, $"{head}Content-Length: 100000\r\n\r\n{{");

        Assert.Equal("success", (await host.Api.SubmitAsync("one")).Outcome);
        await Task.WhenAll(slowHead, slowBody);
    }

    /// <summary>Sends the start, then a byte a second; returns once the host has closed, fails after a minute.</summary>
    private static async Task CutOffAsync(int port, string start)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(start), limit.Token);
        var closed = ReadToEndAsync(stream, limit.Token);
        while (!closed.IsCompleted)
        {
            try
            {
                await stream.WriteAsync("x"u8.ToArray(), limit.Token);
            }
            catch (IOException)
            {
                return;
            }

            await Task.WhenAny(closed, Task.Delay(TimeSpan.FromSeconds(1), limit.Token));
        }

        await closed;
    }

    private static async Task ReadToEndAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Cut off by a reset.
        }
    }
}
