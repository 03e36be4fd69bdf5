using System.Globalization;
using LeadDelivery.Bench.Batches;

// Leads through the whole embedded host, in one process: queued for a batch, and then made into one file.
//   bench/batches [leads]       default: 100000
if (args.Length != 3 || args[0] is not ("fill" or "make") || !int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out var leads))
{
    Console.Error.WriteLine("expected: fill|make FOLDER LEADS");
    return 2;
}

using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(30));
await using var stand = await Stand.StartAsync(args[1], deadline.Token);
await (args[0] == "fill" ? stand.FillAsync(leads, deadline.Token) : stand.MakeAsync(leads, deadline.Token));
return 0;
