using LeadDelivery.Bench.Parked;

ParkedOptions options;
try
{
    options = ParkedOptions.Parse(args);
}
catch (FormatException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 2;
}

using var deadline = new CancellationTokenSource(options.Deadline);
try
{
    await (options.Command switch
    {
        "seed" => Seeder.RunAsync(options, deadline.Token),
        "live" => LiveCost.RunAsync(options, deadline.Token),
        _ => Lateness.RunAsync(options, deadline.Token),
    });
    return 0;
}
catch (OperationCanceledException) when (deadline.IsCancellationRequested)
{
    Console.Error.WriteLine($"Not done within {options.Deadline.TotalSeconds} s.");
    return 1;
}
