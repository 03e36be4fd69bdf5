using System.Diagnostics;
using LeadDelivery.Embedded.Hosting;

namespace LeadDelivery.Bench.Parked;

/// <summary>
/// Takes leads in as the API does, in the host's own process, until all wait in the flow's first window. Most are due hours from
/// now, spread out; the last ones soon after the host that is measured has started, at a steady rate and then in one moment.
/// </summary>
internal sealed class Seeder
{
    /// <summary>Leads taken in at once: as many as the throughput benchmark's connections.</summary>
    private const int AtOnce = 64;

    /// <summary>Time for the host to stop, start and answer before the first lead is due.</summary>
    private static readonly TimeSpan Change = TimeSpan.FromSeconds(25);

    /// <summary>Leads due a second far from now: the whole million takes most of a day.</summary>
    private const double FarRate = 15;

    private readonly ParkedOptions options;
    private readonly SeedClock clock;
    private readonly Intake intake;
    private readonly Stopwatch taken = new();
    private int next;

    private Seeder(ParkedOptions options, SeedClock clock, Intake intake)
    {
        this.options = options;
        this.clock = clock;
        this.intake = intake;
    }

    private TimeSpan SteadyTime => TimeSpan.FromSeconds(options.Steady / (double)options.Rate);

    public static async Task RunAsync(ParkedOptions options, CancellationToken cancellation)
    {
        var loaded = ConfigurationReport.Load(options.Config, Console.Error)
            ?? throw new FormatException($"{options.Config} has mistakes.");
        var clock = new SeedClock(options.Window);
        Seeder seeder;
        DateTimeOffset first;
        var place = new HostOptions { ConfigFolder = options.Config, DataFolder = options.Data, Addresses = [new("127.0.0.1", 0)], Time = clock };
        await using (var host = await EmbeddedHost.StartAsync(place, loaded.Files, cancellation))
        {
            seeder = new Seeder(options, clock, new Intake(host, "bench"));
            first = await seeder.SeedAsync(cancellation);
            await host.StopAsync();
        }

        await DueFile.WriteAsync(options, cancellation);
        if (DateTimeOffset.UtcNow + (Change / 2) > first)
            throw new InvalidOperationException("Seeding took longer than its first leads could wait; lower STEADY or BURST.");
        Console.WriteLine($"parked: {options.Leads} leads in {seeder.taken.Elapsed.TotalSeconds:0} s, "
            + $"{options.Leads / seeder.taken.Elapsed.TotalSeconds:0} leads/s; the first is due in {(first - DateTimeOffset.UtcNow).TotalSeconds:0} s");
    }

    /// <summary>Parks them; the result is when the first is due.</summary>
    private async Task<DateTimeOffset> SeedAsync(CancellationToken cancellation)
    {
        taken.Start();
        var far = options.Leads - options.Steady - options.Burst;
        var farFrom = DateTimeOffset.UtcNow.AddHours(1);
        await ParkAsync(far, i => farFrom.AddSeconds(i / FarRate), cancellation);

        // What is still to be parked takes as long as what was, and half as long again where the machine has others to serve.
        var rest = far == 0 ? TimeSpan.FromMinutes(2) : taken.Elapsed * ((options.Steady + options.Burst) * 1.5 / far);
        var first = DateTimeOffset.UtcNow + rest + Change;
        await ParkAsync(options.Steady, i => first.AddSeconds(i / (double)options.Rate), cancellation);
        var burst = first + SteadyTime + TimeSpan.FromSeconds(5);
        await ParkAsync(options.Burst, _ => burst, cancellation);

        taken.Stop();
        return first;
    }

    private async Task ParkAsync(int count, Func<int, DateTimeOffset> due, CancellationToken cancellation)
    {
        var taker = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            int i;
            while ((i = Interlocked.Increment(ref taker) - 1) < count)
            {
                clock.Due = due(i);
                await intake.SubmitAsync(Interlocked.Increment(ref next), cancellation);
            }
        }, cancellation)));
    }
}
