using LeadDelivery.Tests.Shared;

namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>Where things lie in the working copy that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root => WorkingCopy.Root;

    /// <summary>The embedded host as built by the same build as these tests.</summary>
    public static string HostProgram { get; } = FindHost();

    private static string FindHost()
    {
        // …/bin/<configuration>/<framework>/: the host was built into folders of the same names.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(
            Root, "src", "LeadDelivery.Embedded", "bin", framework.Parent!.Name, framework.Name, "LeadDelivery.Embedded.dll");
        return File.Exists(program) ? program : throw new InvalidOperationException($"{program} is not built.");
    }
}
