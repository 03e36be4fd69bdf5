using System.Globalization;

namespace LeadDelivery.Core.Configuration.Yaml;

/// <summary>Finds where a path of names and indexes stands in a file.</summary>
internal static class YamlPath
{
    /// <summary>The line of <c>a.b[0].c</c>, whether its names are nested, written with dots, in backticks or under <c>$value</c>;
    /// that of as much of it as is there.</summary>
    public static int LineOf(YamlNode node, string path) => Find(node, path, node.Line).Line;

    private static (int Line, int Left) Find(YamlNode node, string path, int line)
    {
        if (path.Length == 0)
        {
            return (line, 0);
        }

        var best = (Line: line, Left: path.Length);
        foreach (var (head, value, at) in Children(node))
        {
            if (head == "$value")
            {
                var found = Find(value, path, line);
                best = found.Left < best.Left ? found : best;
            }
            else if (path.StartsWith(head, StringComparison.Ordinal) && (path.Length == head.Length || path[head.Length] is '.' or '['))
            {
                var rest = path[head.Length..];
                var found = Find(value, rest.StartsWith('.') ? rest[1..] : rest, at);
                best = found.Left < best.Left ? found : best;
            }
        }

        return best;
    }

    private static IEnumerable<(string Head, YamlNode Value, int Line)> Children(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.Select(e => (e.Key.Trim('`'), e.Value, e.Line)),
        YamlList list => list.Items.Select((item, i) => ($"[{i.ToString(CultureInfo.InvariantCulture)}]", item, item.Line)),
        _ => [],
    };
}
