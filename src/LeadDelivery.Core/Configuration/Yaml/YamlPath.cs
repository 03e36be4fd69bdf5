using System.Globalization;

namespace LeadDelivery.Core.Configuration.Yaml;

/// <summary>Finds where a path of names and indexes stands in a file.</summary>
internal static class YamlPath
{
    /// <summary>The line of the last key of <c>a.b[0].c</c>, whether its names are nested or written with dots; null where it is not
    /// there.</summary>
    public static int? LineOf(YamlNode node, string path) => path.Length == 0 ? null : Find(node, path);

    private static int? Find(YamlNode node, string path)
    {
        switch (node)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                {
                    if (path == entry.Key)
                    {
                        return entry.Line;
                    }

                    if (path.Length > entry.Key.Length && path.StartsWith(entry.Key, StringComparison.Ordinal)
                        && path[entry.Key.Length] is '.' or '['
                        && Find(entry.Value, path[entry.Key.Length..].TrimStart('.')) is { } line)
                    {
                        return line;
                    }
                }

                return null;
            case YamlList list when path[0] == '[' && path.IndexOf(']', StringComparison.Ordinal) is var end and > 0
                && int.TryParse(path.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < list.Items.Length:
                var rest = path[(end + 1)..].TrimStart('.');
                return rest.Length == 0 ? list.Items[index].Line : Find(list.Items[index], rest);
            default:
                return null;
        }
    }
}
