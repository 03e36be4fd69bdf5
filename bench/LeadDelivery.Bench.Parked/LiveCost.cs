using LeadDelivery.Embedded.Hosting;

namespace LeadDelivery.Bench.Parked;

/// <summary>
/// What an orchestration holds while it is kept in memory: leads in a window that closes soon, which stay live, against as many in one
/// that does not. Both leave the rest of the host alike.
/// </summary>
internal static class LiveCost
{
    /// <summary>Fewer than the engine and the vault keep in memory.</summary>
    private const int Leads = 8000;

    public static async Task RunAsync(ParkedOptions options, CancellationToken cancellation)
    {
        await HeldAsync(options, "warm-up", "bench", cancellation);
        var parked = await HeldAsync(options, "parked", "bench", cancellation);
        var live = await HeldAsync(options, "live", "nap", cancellation);
        Console.WriteLine($"managed memory for each of {Leads} fresh leads: {parked} bytes parked, {live} live, {live - parked} for the orchestration");
    }

    private static async Task<long> HeldAsync(ParkedOptions options, string name, string flow, CancellationToken cancellation)
    {
        var loaded = ConfigurationReport.Load(options.Config, Console.Error)
            ?? throw new FormatException($"{options.Config} has mistakes.");
        var place = new HostOptions
        {
            ConfigFolder = options.Config,
            DataFolder = $"{options.Data}-{name}",
            Addresses = [new("127.0.0.1", 0)],
            Time = new SeedClock(options.Window),
        };
        await using var host = await EmbeddedHost.StartAsync(place, loaded.Files, cancellation);
        var intake = new Intake(host, flow);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Parallel.ForAsync(0, Leads, cancellation, async (number, stop) => await intake.SubmitAsync(number, stop));
        // The last commits are told by now: a start is answered by its own.
        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / Leads;
        await host.StopAsync();
        return held;
    }
}
