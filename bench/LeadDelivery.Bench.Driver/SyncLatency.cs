using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LeadDelivery.Bench.Driver;

/// <summary>One lead at a time, waiting for its outcome: what the host adds to the buyer's own time.</summary>
internal static class SyncLatency
{
    /// <summary>Leads sent before counting: connections open, code compiled.</summary>
    private const int WarmUp = 200;

    public static async Task RunAsync(DriverOptions options, CancellationToken cancellation)
    {
        using var connection = await HttpConnection.OpenAsync(options.Host, cancellation);
        var request = new LeadRequest(options.Flow, options.ApiKey, wait: "10");
        var added = new Latencies(options.Leads);
        var whole = new Latencies(options.Leads);
        for (var number = 1; number <= WarmUp + options.Leads; number++)
        {
            var began = Stopwatch.GetTimestamp();
            var response = await connection.SendAsync(request.For(number), cancellation);
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            var held = HeldByBuyer(response);
            if (number <= WarmUp)
                continue;
            whole.Add(took);
            added.Add(took - held);
        }

        Console.WriteLine($"answer with outcome: {whole}");
        Console.WriteLine($"added by the host:   {added}");
    }

    /// <summary>Milliseconds; the buyer tells them as its id of the lead.</summary>
    private static double HeldByBuyer(Response response)
    {
        using var answer = JsonDocument.Parse(response.Body);
        if (response.Status != 200 || answer.RootElement.GetProperty("outcome").GetString() != "success")
            throw new InvalidOperationException($"The host answered {response.Status}: {answer.RootElement}");
        var id = answer.RootElement.GetProperty("deliveries")[0].GetProperty("recipient_lead_id").GetString();
        return double.Parse(id!, NumberStyles.None, CultureInfo.InvariantCulture) / 1000;
    }
}
