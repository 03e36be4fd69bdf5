using System.Diagnostics;
using System.Text.Json;

namespace LeadDelivery.Bench.Driver;

/// <summary>Waits until every lead reached the buyer and its outcome is recorded.</summary>
internal static class Drain
{
    /// <summary>How often the buyer is asked: fine enough for figures of one decimal, too seldom to cost.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(DriverOptions options, CancellationToken cancellation)
    {
        var before = ProcessFigures.Read(options.ProcessId);
        var began = Stopwatch.GetTimestamp();
        var first = await UntilSeenAsync(options with { Leads = 1 }, began, cancellation);
        Console.WriteLine($"first lead at the buyer after {first.TotalSeconds:0.0} s");
        var seen = await UntilSeenAsync(options, began, cancellation);
        Console.WriteLine($"all {options.Leads} leads at the buyer after {seen.TotalSeconds:0.0} s");
        await UntilRecordedAsync(options, began, cancellation);
        ProcessFigures.Report(options.ProcessId, before);
    }

    /// <summary>The time since <paramref name="began"/> at which the buyer had seen every lead.</summary>
    public static async Task<TimeSpan> UntilSeenAsync(DriverOptions options, long began, CancellationToken cancellation)
    {
        using var buyer = await HttpConnection.OpenAsync(options.Buyer, cancellation);
        while (true)
        {
            var response = await buyer.GetAsync("/count", "none", cancellation);
            using var count = JsonDocument.Parse(response.Body);
            var leads = count.RootElement.GetProperty("leads").GetInt64();
            if (leads >= options.Leads)
                return Stopwatch.GetElapsedTime(began);

            await Task.Delay(Interval, cancellation);
        }
    }

    /// <summary>Pages through the pending leads until there is none.</summary>
    public static async Task UntilRecordedAsync(DriverOptions options, long began, CancellationToken cancellation)
    {
        using var host = await HttpConnection.OpenAsync(options.Host, cancellation);
        while (await AnyPendingAsync(host, options, cancellation))
            await Task.Delay(Interval, cancellation);
        Console.WriteLine($"no lead pending after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s (reading the list included)");
    }

    private static async Task<bool> AnyPendingAsync(HttpConnection host, DriverOptions options, CancellationToken cancellation)
    {
        string? cursor = null;
        do
        {
            var path = "/api/leads?outcome=pending&limit=500" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor));
            var response = await host.GetAsync(path, options.OperatorKey, cancellation);
            using var page = JsonDocument.Parse(response.Body);
            if (response.Status != 200)
                throw new InvalidOperationException($"The host answered {response.Status}: {page.RootElement}");
            if (page.RootElement.GetProperty("leads").GetArrayLength() > 0)
                return true;
            cursor = page.RootElement.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return false;
    }
}
