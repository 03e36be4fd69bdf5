using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Embedded.Hosting;

namespace LeadDelivery.Bench.Batches;

/// <summary>A host on a data folder, with a flow that ends in a batch and one that ends in a review, which is the same but for the queue.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private const string OperatorKey = "bench-operator-key-0123456789";
    private const int AtOnce = 256;

    private static readonly string[] Columns =
    [
        "first_name", "last_name", "email", "phone_1", "phone_2", "address", "city", "state", "zip", "dob", "loan_amount", "rate", "purpose",
        "property", "owns_home", "ip_address", "certificate", "comment", "utm_source",
    ];

    private readonly EmbeddedHost _host;
    private readonly HttpClient _client;

    private Stand(EmbeddedHost host)
    {
        _host = host;
        _client = new() { BaseAddress = host.Address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey);
    }

    public static async Task<Stand> StartAsync(string folder, CancellationToken cancellation)
    {
        var config = Path.Combine(folder, "config");
        var drop = Directory.CreateDirectory(Path.Combine(folder, "drop")).FullName;
        Write("sources/bench.yaml", "key: bench-source-key\n");
        Write("recipients/batched.yaml", "type: batch\nprice: 2.00\n");
        Write("recipients/reviewed.yaml", "type: review\n");
        Write("flows/batched.yaml", "plan: batched\n");
        Write("flows/reviewed.yaml", "plan: reviewed\n");
        var columns = string.Concat(Columns.Select(column => $"  {column}: \"{{{{lead.{column}}}}}\"\n"));
        Write("batches/batched.yaml", $"recipient: batched\nformat: csv\ncolumns:\n  lead_id: \"{{{{lead.id}}}}\"\n{columns}to: {{ type: folder, path: {drop} }}\n");
        var options = new HostOptions
        {
            ConfigFolder = config,
            DataFolder = Path.Combine(folder, "data"),
            Addresses = [new("127.0.0.1", 0)],
            OperatorKey = OperatorKey,
        };
        return new(await EmbeddedHost.StartAsync(options, ConfigurationFolder.Read(config), cancellation));

        void Write(string name, string text)
        {
            var path = Path.Combine(config, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    /// <summary>Submits leads and waits until they are queued: a few to the review, the others to the batch.</summary>
    public async Task FillAsync(int leads, CancellationToken cancellation)
    {
        await SubmitAsync("reviewed", Math.Min(leads, 20_000), cancellation);
        var review = await SubmitAsync("reviewed", Math.Min(leads, 50_000), cancellation);
        var batch = await SubmitAsync("batched", leads, cancellation);
        Console.WriteLine($"enqueued: {leads} leads, {batch:F0} µs of processor each from submit to queued; {review:F0} µs to a review");
    }

    /// <summary>Makes one file of what waits.</summary>
    public async Task MakeAsync(int leads, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var ordered = await _client.PostAsync(new Uri("/api/batches/batched/run", UriKind.Relative), null, cancellation);
        var file = JsonNode.Parse(await ordered.Content.ReadAsStringAsync(cancellation))!["status_url"]!.GetValue<string>();
        var (state, entered, cpu) = ("", TimeSpan.Zero, TimeSpan.Zero);
        while (state != "delivered")
        {
            var seen = JsonNode.Parse(await _client.GetStringAsync(new Uri(file, UriKind.Relative), cancellation))!;
            if (seen["state"]!.GetValue<string>() is var now && now != state)
            {
                if (state.Length > 0)
                {
                    var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
                    Console.WriteLine($"{state}: {(watch.Elapsed - entered).TotalSeconds:F1} s, {used.TotalSeconds:F1} s of processor, peak memory so far {PeakMegabytes()} MB");
                }

                (state, entered, cpu) = (now, watch.Elapsed, Process.GetCurrentProcess().TotalProcessorTime);
            }

            if (state is "failed" or "held")
            {
                throw new InvalidOperationException(seen.ToJsonString());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        }

        Console.WriteLine($"delivered: {leads} rows, {watch.Elapsed.TotalSeconds:F1} s in all");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    // Microseconds of processor a lead.
    private async Task<double> SubmitAsync(string flow, int leads, CancellationToken cancellation)
    {
        var catalog = _host.Catalogs.Current;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(
            async () =>
            {
                string? last = null;
                while (Interlocked.Increment(ref number) is var i && i <= leads)
                {
                    var submission = new Submission(catalog, catalog.Sources["bench"], catalog.Flows[flow], Lead(i), false, null, default);
                    var taken = await _host.Leads.Submit(submission, cancellation);
                    while (taken.Status == IntakeStatus.Busy)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
                        taken = await _host.Leads.Submit(submission, cancellation);
                    }

                    last = taken.LeadId;
                }

                while (last is not null && !await _host.EndedAsync(last, cancellation))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
                }
            },
            cancellation)));
        return (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / leads;
    }

    private static ValueObject Lead(int i) => ValueObject.From(Columns.Select(column => new KeyValuePair<string, Value>(column, Value.Of(column switch
    {
        "email" => $"annabelle.{i}@example.com",
        "phone_1" or "phone_2" => $"+1512{i % 10_000_000:D7}",
        "address" => $"{i} Main St, Apt 5",
        "loan_amount" => (250_000 + (i % 100_000)).ToString(CultureInfo.InvariantCulture),
        "certificate" => $"https://cert.trustedform.com/{i:D40}",
        "comment" => "said \"call after 5\"",
        _ => "Annabelle",
    }))));

    private static long PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }
}
