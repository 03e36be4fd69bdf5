using LeadDelivery.Bench.Driver;

DriverOptions options;
try
{
    options = DriverOptions.Parse(args);
}
catch (FormatException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 2;
}

using var deadline = new CancellationTokenSource(options.Deadline);
try
{
    switch (options.Scenario)
    {
        case "load":
            await Load.RunAsync(options, untilDelivered: true, deadline.Token);
            break;
        case "fill":
            await Load.RunAsync(options, untilDelivered: false, deadline.Token);
            break;
        case "sync":
            await SyncLatency.RunAsync(options, deadline.Token);
            break;
        case "paced":
            await Paced.RunAsync(options, deadline.Token);
            break;
        case "drain":
            await Drain.RunAsync(options, deadline.Token);
            break;
    }

    return 0;
}
catch (OperationCanceledException) when (deadline.IsCancellationRequested)
{
    Console.Error.WriteLine($"Not done within {options.Deadline.TotalSeconds} s.");
    return 1;
}
