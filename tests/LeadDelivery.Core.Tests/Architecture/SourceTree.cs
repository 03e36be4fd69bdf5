using System.Xml.Linq;

namespace LeadDelivery.Core.Tests.Architecture;

/// <summary>The projects of <c>src</c> as their files describe them.</summary>
internal static class SourceTree
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceProject> Projects { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => new SourceProject(Path.GetFileNameWithoutExtension(file), file)),
    ];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LeadDelivery.Functions.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No solution above {AppContext.BaseDirectory}.");
    }
}

/// <summary>One project of <c>src</c>.</summary>
internal sealed record SourceProject(string Name, string File)
{
    /// <summary>Names of the projects it references.</summary>
    public IReadOnlyList<string> Projects { get; } =
        [.. Included(File, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

    public IReadOnlyList<string> Packages { get; } = [.. Included(File, "PackageReference")];

    /// <summary>What the same build compiled of it; null where it was not built.</summary>
    public string? Assembly
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var path = Path.Combine(Path.GetDirectoryName(File)!, "bin", framework.Parent!.Name, framework.Name, Name + ".dll");
            return System.IO.File.Exists(path) ? path : null;
        }
    }

    private static IEnumerable<string> Included(string file, string item) =>
        XDocument.Load(file).Descendants(item).Select(element => (string)element.Attribute("Include")!);
}
