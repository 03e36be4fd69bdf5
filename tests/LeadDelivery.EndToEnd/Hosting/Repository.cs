namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>Where things lie in the working copy that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The embedded host as built by the same build as these tests.</summary>
    public static string HostProgram { get; } = FindHost();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LeadDelivery.Functions.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No solution above {AppContext.BaseDirectory}.");
    }

    private static string FindHost()
    {
        // …/bin/<configuration>/<framework>/: the host was built into folders of the same names.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(
            Root, "src", "LeadDelivery.Embedded", "bin", framework.Parent!.Name, framework.Name, "LeadDelivery.Embedded.dll");
        return File.Exists(program) ? program : throw new InvalidOperationException($"{program} is not built.");
    }
}
