using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration.Documents;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Configuration;

/// <summary>
/// A recipient's file as it may be shown: <c>${NAME}</c> stays, what was written out where a secret belongs does not, whether its place
/// says so or its name.
/// </summary>
internal sealed partial class SecretBlanks
{
    private readonly SecretMask _mask;
    private readonly HashSet<string> _places;

    private SecretBlanks(YamlNode? root, string text, SecretMask mask, HashSet<string> places)
    {
        (_mask, _places) = (mask, places);
        Values = root is null ? [] : Flatten(root, "");
        Text = Blanked(root, text);
    }

    /// <summary>The file's text, secrets blanked.</summary>
    public string Text { get; }

    /// <summary>Its scalars by key path, in the file's order, secrets blanked.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values { get; }

    /// <summary>Of a recipient's file.</summary>
    public static SecretBlanks Of(string id, string text, ISecretStore secrets)
    {
        var catalog = new CatalogReading(secrets, new HashSet<string>(), new HashSet<string>());
        var reading = new DocumentReading(id, id, catalog);
        var root = YamlReader.Read(text, (_, _) => { });
        if (root is not null)
        {
            // Read for what is secret in it; what else is wrong with it today does not matter here.
            RecipientDocument.Shape.TryRead(root, new Place(reading, ""), out _);
        }

        return new(root, text, SecretMask.Of(catalog.SecretValues), reading.SecretPlaces);
    }

    private bool IsSecret(string path, string text)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        return (_places.Contains(path) || SecretName().IsMatch(name)) && !OnlyNames().IsMatch(text);
    }

    private List<KeyValuePair<string, string>> Flatten(YamlNode node, string path) => node switch
    {
        YamlMap { Entries.IsEmpty: true } => [new(path, "{}")],
        YamlMap map => [.. map.Entries.SelectMany(e => Flatten(e.Value, path.Length == 0 ? e.Key : $"{path}.{e.Key}"))],
        YamlList { Items.IsEmpty: true } => [new(path, "[]")],
        YamlList list => [.. list.Items.SelectMany((item, i) => Flatten(item, $"{path}[{i}]"))],
        YamlScalar scalar => [new(path, IsSecret(path, scalar.Text) ? SecretMask.Replacement : Shown(scalar.Text))],
        _ => [],
    };

    private string Shown(string text) => Parameter().Replace(_mask.Apply(text), "$1" + SecretMask.Replacement);

    private string Blanked(YamlNode? root, string text)
    {
        var lines = text.Split('\n');
        foreach (var (path, scalar) in root is null ? [] : Scalars(root, ""))
        {
            if (IsSecret(path, scalar.Text))
            {
                Blank(lines, scalar);
            }
        }

        return Shown(string.Join('\n', lines));
    }

    private static void Blank(string[] lines, YamlScalar scalar)
    {
        // A block of lines begins below its key; a quoted text may be folded or escaped, and then its whole line goes.
        var pieces = scalar.Text.Split('\n').Select(piece => piece.Trim()).Where(piece => piece.Length > 0).ToList();
        var end = Math.Min(lines.Length, scalar.Line + pieces.Count);
        foreach (var piece in pieces)
        {
            var at = Array.FindIndex(lines, scalar.Line - 1, end - scalar.Line + 1, line => line.Contains(piece, StringComparison.Ordinal));
            if (at >= 0)
            {
                var key = at == scalar.Line - 1 ? lines[at].IndexOf(':', StringComparison.Ordinal) + 1 : 0;
                lines[at] = lines[at][..key] + lines[at][key..].Replace(piece, SecretMask.Replacement, StringComparison.Ordinal);
            }
            else
            {
                for (var i = scalar.Line - 1; i < end; i++)
                {
                    lines[i] = SecretMask.Replacement;
                }

                return;
            }
        }
    }

    private static IEnumerable<(string Path, YamlScalar Scalar)> Scalars(YamlNode node, string path) => node switch
    {
        YamlMap map => map.Entries.SelectMany(e => Scalars(e.Value, path.Length == 0 ? e.Key : $"{path}.{e.Key}")),
        YamlList list => list.Items.SelectMany((item, i) => Scalars(item, $"{path}[{i}]")),
        YamlScalar scalar => [(path, scalar)],
        _ => [],
    };

    /// <summary>Nothing but names of secrets and templates, and the scheme words before them.</summary>
    [GeneratedRegex(
        @"^\s*((Bearer|Basic|Token|Digest|Key)\s+)?(\$\{[A-Za-z_][A-Za-z0-9_-]*\}\s*|\{\{.*?\}\}\s*)*\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex OnlyNames();

    /// <summary>Names that say themselves that the value is one.</summary>
    [GeneratedRegex(
        @"^(.*[-_.])?(authorization|password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|x-key|signature)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretName();

    /// <summary>A parameter of a URL with such a name, up to its value.</summary>
    [GeneratedRegex(
        @"([?&][^=&\s""']*(?:key|token|secret|password|pwd|signature)[^=&\s""']*=)(?!\$\{|\{\{)[^&\s""'#]+",
        RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();
}
