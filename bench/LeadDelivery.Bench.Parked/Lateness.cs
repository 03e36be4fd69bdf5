using System.Globalization;

namespace LeadDelivery.Bench.Parked;

/// <summary>How late leads were at the buyer: from the end of their window until the request was there.</summary>
internal static class Lateness
{
    /// <summary>How often the buyer is asked while leads are still to come: seldom, since it lists all it has seen.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>The host has just started: until then the runtime compiles what is hot, as it did before in a host that has parked leads.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(ParkedOptions options, CancellationToken cancellation)
    {
        var due = DueFile.Read(options.Due);
        var last = due[^1].At - DateTimeOffset.UtcNow;
        if (last > TimeSpan.Zero)
            await Task.Delay(last, cancellation);
        using var buyer = new HttpClient { BaseAddress = new Uri($"http://{options.Buyer}") };
        var arrivals = await ArrivalsAsync(buyer, cancellation);
        while (due.Any(lead => !arrivals.ContainsKey(lead.Lead)))
        {
            await Task.Delay(Interval, cancellation);
            arrivals = await ArrivalsAsync(buyer, cancellation);
        }

        var burst = due.Count > options.Steady ? due[options.Steady..] : [];
        var steady = due[..^burst.Count];
        var warm = steady.Where(lead => lead.At - steady[0].At >= WarmUp).ToList();
        Report($"{steady.Count} due at {options.Rate}/s", steady, arrivals);
        if (warm.Count > 0)
            Report($"of these {warm.Count} from {WarmUp.TotalSeconds:0} s after the first", warm, arrivals);
        if (burst.Count > 0)
            Report($"{burst.Count} due at once", burst, arrivals);
    }

    private static async Task<Dictionary<string, DateTimeOffset>> ArrivalsAsync(HttpClient buyer, CancellationToken cancellation)
    {
        var text = await buyer.GetStringAsync("/arrivals", cancellation);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(
            parts => parts[0], parts => new DateTimeOffset(long.Parse(parts[1], CultureInfo.InvariantCulture), TimeSpan.Zero));
    }

    private static void Report(string what, List<DueLead> due, Dictionary<string, DateTimeOffset> arrivals)
    {
        var late = due.Select(lead => (arrivals[lead.Lead] - lead.At).TotalMilliseconds).Order().ToList();
        double At(double share) => late[Math.Min(late.Count - 1, (int)(share * late.Count))];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: late by p50 {At(0.5):0} ms, p99 {At(0.99):0} ms, max {At(1):0} ms, earliest {At(0):0} ms"));
    }
}
