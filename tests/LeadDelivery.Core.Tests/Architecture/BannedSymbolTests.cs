using System.Diagnostics;
using System.Reflection;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Architecture;

/// <summary>Orchestrations reach neither clock nor randomness nor I/O: the analyzer refuses to build them.</summary>
public sealed class BannedSymbolTests
{
    private static readonly string List = WorkingCopy.PathOf("src", "LeadDelivery.Core", "Plans", "BannedSymbols.txt");

    [Theory]
    [MemberData(nameof(Symbols))]
    public void Banned_symbol_exists_and_says_what_to_use(string line)
    {
        var parts = line.Split(';');

        Assert.Equal(2, parts.Length);
        Assert.False(string.IsNullOrWhiteSpace(parts[1]));
        Assert.True(Exists(parts[0]), $"{parts[0]} is the name of nothing: the analyzer would pass over it.");
    }

    [Fact]
    public void Misspelt_symbol_is_noticed()
    {
        Assert.False(Exists("P:System.DateTime.UtcNou"));
        Assert.False(Exists("T:System.Randomm"));
    }

    /// <summary>Builds a copy of the project with one file: the settings have to work together, not just to be there.</summary>
    [Fact]
    public async Task Clock_in_an_orchestration_does_not_build_and_elsewhere_does()
    {
        var folder = Directory.CreateTempSubdirectory("leaddelivery-banned-").FullName;
        try
        {
            foreach (var name in new[]
            {
                ".editorconfig", "Directory.Build.props", "Directory.Packages.props", "src/LeadDelivery.Core/LeadDelivery.Core.csproj",
                "src/LeadDelivery.Core/Plans/BannedSymbols.txt",
            })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                File.Copy(WorkingCopy.PathOf(name), Path.Combine(folder, name));
            }

            var project = Path.Combine(folder, "src", "LeadDelivery.Core");
            await WriteClockAsync(project, "Leads");
            await WriteClockAsync(project, "Plans");

            var output = await BuildAsync(project);

            Assert.Contains(Path.Combine("Plans", "Clock.cs"), Findings(output), StringComparison.Ordinal);
            Assert.DoesNotContain(Path.Combine("Leads", "Clock.cs"), Findings(output), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static TheoryData<string> Symbols() => [.. File.ReadAllLines(List).Where(line => line.Length > 0)];

    private static Task WriteClockAsync(string project, string folder)
    {
        Directory.CreateDirectory(Path.Combine(project, folder));
        return File.WriteAllTextAsync(Path.Combine(project, folder, "Clock.cs"), $$"""
            namespace LeadDelivery.Core.{{folder}};

            internal static class Clock
            {
                public static System.DateTime Now => System.DateTime.UtcNow;
            }

            """);
    }

    private static async Task<string> BuildAsync(string project)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-nologo"])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
        };
        // Run from a test, MSBuild would otherwise take the settings of the build that runs it.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode != 0, output);
        return output;
    }

    private static string Findings(string output) =>
        string.Join('\n', output.Split('\n').Where(line => line.Contains("error RS0030", StringComparison.Ordinal)));

    /// <summary>Whether a documentation id names something: a type, or a member of that name.</summary>
    private static bool Exists(string id)
    {
        var name = id[2..];
        if (id[0] == 'T')
            return Find(name) is not null;
        var arguments = name.IndexOf('(', StringComparison.Ordinal);
        var path = arguments < 0 ? name : name[..arguments];
        var dot = path.LastIndexOf('.');
        const BindingFlags any = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance;
        return Find(path[..dot]) is { } type && type.GetMember(path[(dot + 1)..], any).Length > 0;
    }

    private static Type? Find(string name)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(Path.GetFileNameWithoutExtension);
        return platform.Where(assembly => assembly!.StartsWith("System", StringComparison.Ordinal)).Append("LeadDelivery.Core")
            .Select(assembly => Type.GetType($"{name}, {assembly}", throwOnError: false)).FirstOrDefault(type => type is not null);
    }
}
