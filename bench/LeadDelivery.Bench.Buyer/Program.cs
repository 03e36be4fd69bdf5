using System.Globalization;
using System.Net;
using LeadDelivery.Bench.Buyer;

// A buyer as cheap as a process can be, so that what is measured is the host: LeadDelivery.Bench.Buyer PORT [DELAY_MS] [hang]
if (args.Length == 0 || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
{
    Console.Error.WriteLine("usage: LeadDelivery.Bench.Buyer PORT [DELAY_MS] [hang]");
    return 2;
}

var delay = args.Length > 1 ? int.Parse(args[1], NumberStyles.None, CultureInfo.InvariantCulture) : 0;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var ledger = new Ledger { Hanging = args.Contains("hang") };
var server = new BuyerServer(new IPEndPoint(IPAddress.Loopback, port), ledger, TimeSpan.FromMilliseconds(delay));
Console.WriteLine($"buyer on 127.0.0.1:{port}");
await server.RunAsync(stop.Token);
return 0;
