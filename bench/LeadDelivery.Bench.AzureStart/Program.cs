using System.Diagnostics;
using System.Globalization;
using LeadDelivery.Bench.AzureStart;

// One start is one process: what a first start compiles, a second one in the same process finds. Without arguments: eleven of them.
if (args is ["once", var configured])
{
    var figures = await Start.OnceAsync(int.Parse(configured, CultureInfo.InvariantCulture));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{figures.Composed.TotalMilliseconds:0} {figures.Answered.TotalMilliseconds:0} {figures.Next.TotalMilliseconds:0} {figures.Busy.TotalMilliseconds:0}"));
    return;
}

var recipients = args is [var given] ? given : "50";
List<double[]> starts = [];
for (var start = 0; start < 11; start++)
{
    using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["once", recipients]) { RedirectStandardOutput = true })!;
    starts.Add([.. (await process.StandardOutput.ReadToEndAsync()).Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]);
    await process.WaitForExitAsync();
}

foreach (var (name, at) in new[] { ("composed and loaded", 0), ("first lead answered", 1), ("next lead answered", 2), ("processor time until loaded", 3) })
{
    var sorted = starts.Select(start => start[at]).Order().ToList();
    Console.WriteLine($"{name}: median {sorted[5]:0} ms, slowest {sorted[^1]:0} ms");
}
