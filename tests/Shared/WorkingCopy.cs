namespace LeadDelivery.Tests.Shared;

/// <summary>The working copy that these tests were built from.</summary>
internal static class WorkingCopy
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The text of a page of <c>docs</c>.</summary>
    public static string Page(string name) => File.ReadAllText(PathOf("docs", name));

    /// <summary>Where a file or folder lies in it.</summary>
    public static string PathOf(params string[] names) => Path.Combine([Root, .. names]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LeadDelivery.Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No solution above {AppContext.BaseDirectory}.");
    }
}
