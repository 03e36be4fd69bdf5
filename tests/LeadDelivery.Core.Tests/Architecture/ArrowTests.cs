using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LeadDelivery.Core.Tests.Architecture;

/// <summary>Arrows run one way: hosts → Web → Channels → Core; and what belongs to one host stays there.</summary>
public sealed class ArrowTests
{
    /// <summary>A project may know those below it.</summary>
    private static readonly Dictionary<string, int> Level = new()
    {
        ["LeadDelivery.Core"] = 0,
        ["LeadDelivery.Channels"] = 1,
        ["LeadDelivery.Web"] = 2,
        ["LeadDelivery.Embedded"] = 3,
        ["LeadDelivery.Functions"] = 3,
    };

    [Fact]
    public void Every_project_has_its_place() => Assert.All(SourceTree.Projects, project => Assert.Contains(project.Name, Level.Keys));

    [Fact]
    public void Project_references_point_down() =>
        Assert.Empty(SourceTree.Projects.SelectMany(project => project.Projects.SelectMany(to => UpwardArrow(project.Name, to))));

    [Fact]
    public void Core_references_no_project() => Assert.Empty(Project("LeadDelivery.Core").Projects);

    [Fact]
    public void Packages_of_a_host_stay_in_that_host() =>
        Assert.Empty(SourceTree.Projects.SelectMany(project => project.Packages.SelectMany(to => Stray(project.Name, to))));

    [Fact]
    public void Compiled_references_point_down_and_stay_in_their_host()
    {
        var built = SourceTree.Projects.Where(project => project.Assembly is not null).ToArray();

        Assert.Contains(built, project => project.Name == "LeadDelivery.Core");
        Assert.Empty(built.SelectMany(project => References(project.Assembly!).SelectMany(to => UpwardArrow(project.Name, to).Concat(Stray(project.Name, to)))));
    }

    [Fact]
    public void Core_knows_no_web_server() => Assert.DoesNotContain(
        References(typeof(Record).Assembly.Location), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Theory]
    [InlineData("LeadDelivery.Core", "LeadDelivery.Web")]
    [InlineData("LeadDelivery.Web", "LeadDelivery.Embedded")]
    [InlineData("LeadDelivery.Functions", "LeadDelivery.Embedded")]
    public void Arrow_up_or_sideways_is_found(string from, string to) => Assert.NotEmpty(UpwardArrow(from, to));

    [Theory]
    [InlineData("LeadDelivery.Core", "SQLitePCLRaw.core")]
    [InlineData("LeadDelivery.Functions", "Microsoft.Data.Sqlite")]
    [InlineData("LeadDelivery.Embedded", "Azure.Data.Tables")]
    [InlineData("LeadDelivery.Core", "Microsoft.DurableTask.Abstractions")]
    public void Package_in_the_wrong_place_is_found(string from, string package) => Assert.NotEmpty(Stray(from, package));

    private static SourceProject Project(string name) => SourceTree.Projects.Single(project => project.Name == name);

    private static IEnumerable<string> UpwardArrow(string from, string to)
    {
        if (Level.TryGetValue(to, out var level) && level >= Level[from])
            yield return $"{from} -> {to}";
    }

    private static IEnumerable<string> Stray(string from, string package)
    {
        if (Owner(package) is { } owner && owner != from)
            yield return $"{from} -> {package}";
    }

    /// <summary>The one project that may know a package or assembly; null where everybody may.</summary>
    private static string? Owner(string package)
    {
        if (package.Contains("sqlite", StringComparison.OrdinalIgnoreCase))
            return "LeadDelivery.Embedded";
        string[] cloud = ["Azure.", "Microsoft.Azure.", "Microsoft.DurableTask", "Microsoft.ApplicationInsights"];
        return cloud.Any(prefix => package.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) ? "LeadDelivery.Functions" : null;
    }

    private static string[] References(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))];
    }
}
