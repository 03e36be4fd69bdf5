using System.Diagnostics;
using System.Net.Sockets;

namespace LeadDelivery.Bench.Driver;

/// <summary>Submits as fast as the host takes leads: each connection sends its next lead when the last one was answered.</summary>
internal sealed class Load
{
    /// <summary>How often one lead is offered again after 429 or 503 before the run counts as failed.</summary>
    private const int MaxOffers = 1000;

    private readonly DriverOptions options;
    private readonly Latencies latencies;
    private int next;
    private int accepted;
    private int pushedBack;

    private Load(DriverOptions options)
    {
        this.options = options;
        latencies = new Latencies(options.Leads);
    }

    public static async Task RunAsync(DriverOptions options, bool untilDelivered, CancellationToken cancellation)
    {
        var load = new Load(options);
        var before = ProcessFigures.Read(options.ProcessId);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() => load.SubmitAsync(cancellation), cancellation)));
        var submitted = Stopwatch.GetElapsedTime(began);
        Console.WriteLine($"submitted: {load.accepted} leads in {submitted.TotalSeconds:0.0} s, {load.accepted / submitted.TotalSeconds:0} leads/s");
        Console.WriteLine($"answer 202: {load.latencies}, pushed back {load.pushedBack} times");
        if (untilDelivered)
        {
            var delivered = await Drain.UntilSeenAsync(options, began, cancellation);
            Console.WriteLine($"delivered: {options.Leads / delivered.TotalSeconds:0} leads/s over {delivered.TotalSeconds:0.0} s");
            await Drain.UntilRecordedAsync(options, began, cancellation);
        }

        ProcessFigures.Report(options.ProcessId, before);
    }

    private async Task SubmitAsync(CancellationToken cancellation)
    {
        using var connection = await HttpConnection.OpenAsync(options.Host, cancellation);
        var request = new LeadRequest(options.Flow, options.ApiKey, wait: "0");
        int number;
        while ((number = Interlocked.Increment(ref next)) <= options.Leads)
            await OfferAsync(connection, request.For(number), cancellation);
    }

    private async Task OfferAsync(HttpConnection connection, ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        for (var offer = 0; offer < MaxOffers; offer++)
        {
            var began = Stopwatch.GetTimestamp();
            var response = await connection.SendAsync(request, cancellation);
            switch (response.Status)
            {
                case 202 or 200:
                    latencies.Add(began);
                    Interlocked.Increment(ref accepted);
                    return;
                case 429 or 503:
                    Interlocked.Increment(ref pushedBack);
                    await Task.Delay(response.RetryAfter, cancellation);
                    break;
                default:
                    throw new InvalidOperationException($"The host answered {response.Status}: {System.Text.Encoding.UTF8.GetString(response.Body.Span)}");
            }
        }

        throw new SocketException((int)SocketError.TryAgain);
    }
}
