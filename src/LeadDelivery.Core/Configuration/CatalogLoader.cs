using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Documents;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Configuration;

/// <summary>From files to a checked, compiled catalog.</summary>
public static class CatalogLoader
{
    /// <summary>Longest id: it goes into record keys and URLs.</summary>
    public const int LongestId = 100;

    private static readonly ImmutableArray<string> NotYet = ["batches", "buyers"];

    /// <summary>
    /// Reads, checks and compiles all files as one unit. Never throws for what the files hold: every mistake of every file is in the
    /// result, and there is a catalog only when there is none.
    /// </summary>
    public static CatalogResult Load(ConfigurationFiles files, ISecretStore secrets)
    {
        var documents = files.Items.Select(Document.Of).ToList();
        var reading = new CatalogReading(secrets, Ids(documents, "flows"), Ids(documents, "recipients"));
        reading.Mistakes.AddRange(files.Unreadable);
        CheckNames(documents, reading);
        var recipients = Read(documents, "recipients", RecipientDocument.Shape, reading);
        var flows = Read(documents, "flows", FlowDocument.Shape, reading);
        var sources = Read(documents, "sources", SourceDocument.Shape, reading);
        CheckKeys(sources, reading);
        if (reading.Mistakes.Count > 0)
        {
            return new CatalogResult(null, [.. reading.Mistakes.OrderBy(m => m.File, StringComparer.Ordinal).ThenBy(m => m.Line)]);
        }

        var catalog = new Catalog
        {
            Version = files.Version,
            Sources = sources.ToImmutableDictionary(s => s.Value.Id, s => s.Value, StringComparer.Ordinal),
            Flows = flows.ToImmutableDictionary(f => f.Value.Id, f => f.Value, StringComparer.Ordinal),
            Recipients = recipients.ToImmutableDictionary(r => r.Value.Id, r => r.Value, StringComparer.Ordinal),
            Mask = SecretMask.Of(reading.SecretValues),
        };
        return new CatalogResult(catalog, []);
    }

    private static HashSet<string> Ids(List<Document> documents, string folder) =>
        documents.Where(d => d.Folder == folder).Select(d => d.Id).ToHashSet(StringComparer.Ordinal);

    private static void CheckNames(List<Document> documents, CatalogReading reading)
    {
        var seen = new Dictionary<(string, string), string>();
        foreach (var document in documents)
        {
            if (!ConfigurationFolder.Kinds.Contains(document.Folder))
            {
                var hint = Suggestion.For(document.Folder, ConfigurationFolder.Kinds.Except(NotYet));
                reading.Mistakes.Add(new(document.File.Path, 0, "", $"unknown folder, {hint}"));
            }
            else if (NotYet.Contains(document.Folder))
            {
                reading.Mistakes.Add(new(document.File.Path, 1, "", $"{document.Folder} are not supported by this version"));
            }
            else if (!IsId(document.Id))
            {
                var expected = $"the file's name is the id: expected letters, digits, - _ and ., {LongestId} at most";
                reading.Mistakes.Add(new(document.File.Path, 0, "", expected));
            }
            else if (!seen.TryAdd((document.Folder, document.Id), document.File.Path))
            {
                reading.Mistakes.Add(new(document.File.Path, 0, "", $"{seen[(document.Folder, document.Id)]} has this id already"));
            }
        }
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static List<(Document Document, YamlNode Node, T Value)> Read<T>(
        List<Document> documents, string folder, Shape<T> shape, CatalogReading catalog)
    {
        var read = new List<(Document, YamlNode, T)>();
        foreach (var document in documents.Where(d => d.Folder == folder))
        {
            var reading = new DocumentReading(document.File.Path, document.Id, catalog);
            if (YamlReader.Read(document.File.Text, (line, message) => reading.Mistake(line, "", message)) is not { } node)
            {
                continue;
            }

            if (node is YamlScalar { Means: ScalarKind.Null })
            {
                reading.Mistake(1, "", $"the file is empty, expected {shape.Expected}");
            }
            else if (shape.TryRead(node, new Place(reading, ""), out var value) && reading.Mistakes == 0)
            {
                read.Add((document, node, value));
            }
        }

        return read;
    }

    private static void CheckKeys(List<(Document Document, YamlNode Node, Source Value)> sources, CatalogReading reading)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (document, node, source) in sources)
        {
            var hash = Convert.ToHexString(source.KeyHash.Span);
            if (!owners.TryAdd(hash, document.File.Path))
            {
                var line = ((YamlMap)node).Entries.First(e => e.Key == SourceDocument.ApiKey.Name).Line;
                var wrong = $"{owners[hash]} has the same key, expected one of its own";
                reading.Mistakes.Add(new(document.File.Path, line, SourceDocument.ApiKey.Name, wrong));
            }
        }
    }

    private sealed record Document(ConfigurationFile File, string Folder, string Id)
    {
        public static Document Of(ConfigurationFile file)
        {
            var slash = file.Path.LastIndexOf('/');
            return new Document(file, slash < 0 ? "" : file.Path[..slash], Path.GetFileNameWithoutExtension(file.Path[(slash + 1)..]));
        }
    }
}
