namespace LeadDelivery.Embedded.Hosting;

/// <summary><c>check DIR</c>.</summary>
internal sealed class CheckCommand(TextWriter output, TextWriter errors)
{
    /// <summary>Checks; the result is the exit code.</summary>
    public int Run(string folder)
    {
        if (ConfigurationReport.Load(folder, errors, withWarnings: true) is not { } loaded)
        {
            return ExitCodes.Misused;
        }

        var catalog = loaded.Catalog;
        var checks = catalog.Recipients.Values.Count(r => r.Endpoint?.Schema is not null || r.Ping?.Call.Endpoint?.Schema is not null);
        output.WriteLine(
            $"{folder} is good: sources {catalog.Sources.Count}, flows {catalog.Flows.Count}, recipients {catalog.Recipients.Count}, "
            + $"of these with a schema {checks}, warnings {loaded.Warnings}.");
        output.WriteLine($"Version {catalog.Version}");
        return ExitCodes.Done;
    }
}
