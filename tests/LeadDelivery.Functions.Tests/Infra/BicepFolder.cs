using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>A folder of Bicep, and what is wrong with it as far as can be told without a compiler.</summary>
/// <param name="Texts">Every file by its path under the folder.</param>
internal sealed partial record BicepFolder(IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>Its Bicep and parameter files.</summary>
    public IReadOnlyList<BicepFile> Files { get; } =
    [
        .. Texts.Where(text => Path.GetExtension(text.Key) is ".bicep" or ".bicepparam")
            .OrderBy(text => text.Key, StringComparer.Ordinal)
            .Select(text => BicepFile.Read(text.Key, text.Value)),
    ];

    /// <summary>Reads a folder.</summary>
    public static BicepFolder Read(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal));

    /// <summary>The same folder with one file changed.</summary>
    public BicepFolder With(string path, string found, string replacement) =>
        Texts[path].Contains(found, StringComparison.Ordinal)
            ? new(Texts.ToDictionary(
                text => text.Key,
                text => text.Key == path ? text.Value.Replace(found, replacement, StringComparison.Ordinal) : text.Value))
            : throw new ArgumentException($"{path} does not hold {found}", nameof(found));

    /// <summary>The file at a path.</summary>
    public BicepFile Bicep(string path) => Files.Single(file => file.Path == path);

    /// <summary>Every mistake, each as <c>file: what</c>.</summary>
    public IEnumerable<string> Mistakes() => Files
        .SelectMany(file => Mistakes(file).Select(mistake => $"{file.Path}: {mistake}"))
        .Concat(Orphans());

    private IEnumerable<string> Mistakes(BicepFile file) =>
    [
        .. Names(file), .. file.Of("resource").SelectMany(resource => Resource(file, resource)),
        .. Modules(file), .. Outputs(file), .. Loaded(file), .. Parameters(file),
    ];

    private static IEnumerable<string> Names(BicepFile file)
    {
        var used = file.Declarations.SelectMany(BicepNames.Used).ToList();
        var declared = file.Declarations.Select(declaration => declaration.Name).ToHashSet(StringComparer.Ordinal);
        var ask = file.Declarations.Where(declaration =>
            declaration.Keyword is "var" or "import" or "type"
            || declaration.Existing
            || (declaration.Keyword == "param" && IsModule(file)));
        return used.Where(token => !declared.Contains(token.Text)).Select(token => $"line {token.Line}: {token.Text} is not declared")
            .Concat(ask.Where(declaration => !declaration.Exported && used.All(token => token.Text != declaration.Name))
                .Select(declaration => $"{declaration.Keyword} {declaration.Name} is not used"))
            .Concat(file.Declarations.Where(declaration => declaration.Keyword != "output").GroupBy(declaration => declaration.Name)
                .Where(same => same.Count() > 1).Select(same => $"{same.Key} is declared twice"));
    }

    private static bool IsModule(BicepFile file) => file.Path.EndsWith(".bicep", StringComparison.Ordinal);

    private IEnumerable<string> Resource(BicepFile file, BicepDeclaration resource)
    {
        if (!ResourceType().IsMatch(resource.Target))
        {
            yield return $"{resource.Target} is no type and version";
        }

        var type = resource.Target.Split('@')[0];
        if (Files.SelectMany(other => other.Of("resource")).Any(other =>
            other.Target.StartsWith(type + "@", StringComparison.OrdinalIgnoreCase) && other.Target != resource.Target))
        {
            yield return $"{type} has two versions";
        }

        if (!resource.Properties.ContainsKey("name"))
        {
            yield return $"{resource.Name} has no name";
        }

        if (resource.Properties.TryGetValue("parent", out var parent))
        {
            var above = file.Of("resource").FirstOrDefault(other => other.Name == parent[0].Text);
            if (above is null || !type.StartsWith(above.Target.Split('@')[0] + "/", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{resource.Name} is no child of {parent[0].Text}";
            }
        }
        else if (type.Count(c => c == '/') > 1)
        {
            yield return $"{resource.Name} has no parent";
        }
    }

    private IEnumerable<string> Modules(BicepFile file) => file.Of("module").SelectMany(module =>
    {
        if (Files.FirstOrDefault(other => other.Path == file.Resolve(module.Target)) is not { } target)
        {
            return new[] { $"{module.Target} does not exist" };
        }

        var given = module.Properties.TryGetValue("params", out var parameters) ? BicepObject.Read(parameters).Keys.ToList() : [];
        var mistakes = Given(given, target, module.Name);
        return file.Of("targetScope").Any() && !module.Properties.ContainsKey("scope")
            ? mistakes.Append($"{module.Name} has no scope")
            : mistakes;
    });

    private static IEnumerable<string> Given(IReadOnlyList<string> given, BicepFile target, string name) =>
        given.Except(target.Of("param").Select(parameter => parameter.Name)).Select(extra => $"{name} has no parameter {extra}")
            .Concat(target.Of("param").Where(parameter => !parameter.Assigned && !given.Contains(parameter.Name))
                .Select(parameter => $"{name} is not given {parameter.Name}"));

    private IEnumerable<string> Outputs(BicepFile file)
    {
        foreach (Match use in OutputUse().Matches(Texts[file.Path]))
        {
            var module = file.Of("module").FirstOrDefault(module => module.Name == use.Groups["module"].Value);
            var target = module is null ? null : Files.FirstOrDefault(other => other.Path == file.Resolve(module.Target));
            if (target is null || target.Of("output").All(output => output.Name != use.Groups["output"].Value))
            {
                yield return $"{use.Value} does not exist";
            }
        }
    }

    private IEnumerable<string> Loaded(BicepFile file)
    {
        foreach (Match load in Load().Matches(Texts[file.Path]))
        {
            if (!Texts.TryGetValue(file.Resolve(load.Groups["path"].Value), out var text))
            {
                yield return $"{load.Groups["path"].Value} does not exist";
            }
            else if (load.Groups["path"].Value.EndsWith(".json", StringComparison.Ordinal))
            {
                JsonDocument.Parse(text).Dispose();
            }
        }

        foreach (var import in file.Of("import"))
        {
            var source = Files.FirstOrDefault(other => other.Path == file.Resolve(import.Target));
            if (source is null || source.Declarations.All(declaration => declaration.Name != import.Name || !declaration.Exported))
            {
                yield return $"{import.Target} exports no {import.Name}";
            }
        }
    }

    private IEnumerable<string> Parameters(BicepFile file)
    {
        if (IsModule(file))
        {
            return [];
        }

        return file.Of("using").SingleOrDefault() is { } use
            && Files.FirstOrDefault(other => other.Path == file.Resolve(use.Target)) is { } target
            ? Given([.. file.Of("param").Select(parameter => parameter.Name)], target, target.Path)
            : ["it uses no file that exists"];
    }

    private IEnumerable<string> Orphans()
    {
        var named = Files.SelectMany(file => file.Declarations
            .Where(declaration => declaration.Keyword is "module" or "import" or "using")
            .Select(declaration => file.Resolve(declaration.Target)));
        return Files.Where(IsModule).Select(file => file.Path).Except(named).Select(path => $"{path}: nothing uses it");
    }

    [GeneratedRegex(@"^Microsoft\.[A-Za-z]+(/[A-Za-z]+)+@20\d\d-\d\d-\d\d$")]
    private static partial Regex ResourceType();

    [GeneratedRegex(@"\b(?<module>[a-zA-Z]+)!?\.outputs\.(?<output>[A-Za-z_]+)")]
    private static partial Regex OutputUse();

    [GeneratedRegex(@"load(?:Text|Json)Content\('(?<path>[^']+)'\)")]
    private static partial Regex Load();
}
