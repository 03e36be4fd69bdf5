using System.Xml.Linq;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Architecture;

/// <summary>The projects of <c>src</c> as their files describe them.</summary>
internal static class SourceTree
{
    public static IReadOnlyList<SourceProject> Projects { get; } =
    [
        .. Directory.GetFiles(WorkingCopy.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => new SourceProject(Path.GetFileNameWithoutExtension(file), file)),
    ];
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
