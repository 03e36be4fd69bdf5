using System.Diagnostics;
using System.Text.Json;

namespace LeadDelivery.Bench.Driver;

/// <summary>
/// Submits at a steady rate whatever the host does, and waits for each outcome. A lead's time counts from when it was to be sent, so
/// that a host which falls behind is seen to.
/// </summary>
internal sealed class Paced
{
    private readonly DriverOptions options;
    private readonly Latencies latencies;
    private readonly long began = Stopwatch.GetTimestamp();
    private int next;
    private int sold;

    private Paced(DriverOptions options)
    {
        this.options = options;
        latencies = new Latencies(options.Leads);
    }

    public static async Task RunAsync(DriverOptions options, CancellationToken cancellation)
    {
        var before = ProcessFigures.Read(options.ProcessId);
        var paced = new Paced(options);
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() => paced.SubmitAsync(cancellation), cancellation)));
        var took = Stopwatch.GetElapsedTime(paced.began);
        Console.WriteLine($"offered {options.Rate}/s: {options.Leads / took.TotalSeconds:0} leads/s over {took.TotalSeconds:0.0} s, "
            + $"{paced.sold} sold, {options.Leads - paced.sold} not");
        Console.WriteLine($"answer with outcome: {paced.latencies}");
        ProcessFigures.Report(options.ProcessId, before);
    }

    private async Task SubmitAsync(CancellationToken cancellation)
    {
        using var connection = await HttpConnection.OpenAsync(options.Host, cancellation);
        var request = new LeadRequest(options.Flow, options.ApiKey, wait: "30");
        int number;
        while ((number = Interlocked.Increment(ref next)) <= options.Leads)
        {
            var at = TimeSpan.FromSeconds((number - 1) / (double)options.Rate);
            var early = at - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
                await Task.Delay(early, cancellation);
            var response = await connection.SendAsync(request.For(number), cancellation);
            latencies.Add((Stopwatch.GetElapsedTime(began) - at).TotalMilliseconds);
            if (Sold(response))
                Interlocked.Increment(ref sold);
        }
    }

    private static bool Sold(Response response)
    {
        if (response.Status != 200)
            return false;
        using var answer = JsonDocument.Parse(response.Body);
        return answer.RootElement.GetProperty("outcome").GetString() == "success";
    }
}
