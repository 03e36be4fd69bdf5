using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Schemas;
using LeadDelivery.Core.Schemas.Json;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>The configuration's folder <c>schemas/</c>.</summary>
internal static class SchemaFiles
{
    /// <summary>The folder's name.</summary>
    public const string Folder = "schemas";

    /// <summary>True for the names that are read there.</summary>
    public static bool IsSchema(string name) =>
        name.EndsWith(BodySchema.JsonEnding, StringComparison.Ordinal) || name.EndsWith(BodySchema.XmlEnding, StringComparison.Ordinal);

    /// <summary>True for a file of the folder.</summary>
    public static bool Holds(ConfigurationFile file) => file.Path.StartsWith(Folder + "/", StringComparison.Ordinal);

    /// <summary>Every schema by its file's name, also those that nobody uses yet; null for one with mistakes.</summary>
    public static IReadOnlyDictionary<string, BodySchema?> Compile(ConfigurationFiles files, List<Mistake> mistakes)
    {
        var schemas = new Dictionary<string, BodySchema?>(StringComparer.Ordinal);
        foreach (var file in files.Items.Where(Holds))
        {
            var name = file.Path[(Folder.Length + 1)..];
            schemas[name] = IsSchema(name)
                ? BodySchema.Compile(file, (line, place, message) => mistakes.Add(
                    new(file.Path, line > 0 ? line : LineOf(file, place), place, message)))
                : null;
            if (!IsSchema(name))
            {
                mistakes.Add(new(file.Path, 0, "", "expected a JSON Schema (.json) or an XML Schema (.xsd)"));
            }
        }

        return schemas;
    }

    /// <summary>The line of a JSON pointer; JSON is YAML, so the reader of that knows the lines. 0 where it does not.</summary>
    private static int LineOf(ConfigurationFile file, string pointer)
    {
        var at = YamlReader.Read(file.Text, (_, _) => { });
        var line = at?.Line ?? 0;
        foreach (var step in SchemaPointers.Names(pointer))
        {
            if (at is YamlMap map && map.Entries.FirstOrDefault(e => e.Key == step) is { } entry)
            {
                (at, line) = (entry.Value, entry.Line);
            }
            else if (at is YamlList list && int.TryParse(step, out var index) && index < list.Items.Length)
            {
                (at, line) = (list.Items[index], list.Items[index].Line);
            }
            else
            {
                break;
            }
        }

        return line;
    }
}
