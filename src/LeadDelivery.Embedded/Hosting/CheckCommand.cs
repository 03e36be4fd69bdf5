namespace LeadDelivery.Embedded.Hosting;

/// <summary><c>check DIR</c>.</summary>
internal sealed class CheckCommand(TextWriter output, TextWriter errors)
{
    /// <summary>Checks; the result is the exit code.</summary>
    public int Run(string folder)
    {
        if (ConfigurationReport.Load(folder, errors) is not { } loaded)
        {
            return ExitCodes.Misused;
        }

        var catalog = loaded.Catalog;
        output.WriteLine(
            $"{folder} is good: sources {catalog.Sources.Count}, flows {catalog.Flows.Count}, recipients {catalog.Recipients.Count}.");
        output.WriteLine($"Version {catalog.Version}");
        return ExitCodes.Done;
    }
}
