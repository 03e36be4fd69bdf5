using LeadDelivery.Core.Configuration.Checks;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration;

/// <summary>Finds what is not read for its name alone: a folder <c>recipient/</c>, a file <c>abc.yaml.txt</c>.</summary>
internal static class IgnoredFiles
{
    /// <summary>Most entries of a folder that are looked at: beyond these nobody keeps configuration by hand.</summary>
    private const int MostEntries = 1_000;

    private static readonly string[] Endings = [".yaml", ".yml", ".yaml.txt", ".yml.txt", ".json"];

    private static readonly EnumerationOptions Quiet = new() { IgnoreInaccessible = true };

    /// <summary>A warning for each. Never throws for what is on the disk.</summary>
    public static IReadOnlyList<Mistake> In(string folder)
    {
        var ignored = new List<Mistake>();
        try
        {
            foreach (var directory in new DirectoryInfo(folder).EnumerateDirectories("*", Quiet).Take(MostEntries))
            {
                if (!ConfigurationFolder.Kinds.Contains(directory.Name))
                {
                    if (Suggestion.Near(directory.Name, ConfigurationFolder.Kinds) is { } near
                        && directory.EnumerateFiles("*", Quiet).Take(MostEntries)
                            .Any(file => ConfigurationFolder.IsConfiguration(near, file.Name)))
                    {
                        ignored.Add(new(directory.Name, 0, "", $"this folder is not read, did you mean `{near}`?"));
                    }
                }
                else if (directory.Name != SchemaFiles.Folder)
                {
                    ignored.AddRange(directory.EnumerateFiles("*", Quiet).Take(MostEntries)
                        .Where(file => IsMeant(file.Name) && !ConfigurationFolder.IsConfiguration(directory.Name, file.Name))
                        .Select(file => new Mistake(
                            $"{directory.Name}/{file.Name}", 0, "", "this file is not read, expected a name that ends in .yaml")));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read at all is told by those who read it.
        }

        return ignored;
    }

    private static bool IsMeant(string name) =>
        name[0] != '.' && Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
