using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Checks;
using LeadDelivery.Core.Configuration.Documents;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Configuration;

/// <summary>From files to a checked, compiled catalog.</summary>
public static class CatalogLoader
{
    /// <summary>Longest id: it goes into record keys and URLs.</summary>
    public const int LongestId = 100;

    private static readonly ImmutableArray<string> NotYet = ["buyers"];

    /// <summary>
    /// Reads, checks and compiles all files as one unit. Never throws for what the files hold: every mistake of every file is in the
    /// result, and there is a catalog only when there is none.
    /// </summary>
    /// <param name="scripts">What reads <c>$scriban</c>; null where a build has no such thing.</param>
    public static CatalogResult Load(ConfigurationFiles files, ISecretStore secrets, IScriptTemplates? scripts = null) =>
        Load(files, secrets, scripts, isNew: true);

    /// <summary>
    /// The same for files that were in force before: what is only said of new ones, of fields and schemas that do not fit together, is
    /// not looked for, so that a lead in flight finishes on its version whatever is checked today.
    /// </summary>
    internal static CatalogResult Restore(ConfigurationFiles files, ISecretStore secrets, IScriptTemplates? scripts) =>
        Load(files, secrets, scripts, isNew: false);

    private static CatalogResult Load(ConfigurationFiles files, ISecretStore secrets, IScriptTemplates? scripts, bool isNew)
    {
        var documents = files.Items.Where(file => !SchemaFiles.Holds(file)).Select(Document.Of).ToList();
        var lost = files.Unreadable.Select(mistake => mistake.File).ToList();
        var reading = new CatalogReading(secrets, Ids(documents, lost, "flows"), Ids(documents, lost, "recipients"))
        {
            Scripts = scripts,
            Lost = lost,
        };
        reading.Mistakes.AddRange(files.Unreadable);
        reading.Schemas = SchemaFiles.Compile(files, reading.Mistakes);
        CheckNames(documents, reading);
        var recipients = Read(documents, "recipients", RecipientDocument.Shape, reading);
        var flows = Read(documents, "flows", FlowDocument.Shape, reading);
        var sources = Read(documents, "sources", SourceDocument.Shape, reading);
        var batches = Read(documents, "batches", BatchDocument.Shape, reading);
        SourceKeys.Check(sources, reading.Mistakes);
        BatchRecipients.Check(batches, recipients, reading.Mistakes);
        Backups.Check(recipients.Read, reading.Mistakes);
        var warnings = new List<Mistake>();
        if (isNew)
        {
            var loaded = new LoadedFiles(recipients, flows, sources, batches);
            warnings.AddRange(files.Ignored);
            warnings.AddRange(sources.Read.Concat(recipients.Read).Concat(batches.Read).SelectMany(LiteralWarnings.Of));
            warnings.AddRange(recipients.Good.SelectMany(LimitsDocument.Warnings));
            warnings.AddRange(batches.Good.SelectMany(BatchWarnings.Of));
            FieldPaths.Check(loaded, reading.Mistakes, warnings);
            SchemaFit.Check(loaded, reading.Mistakes);
            PlanSize.Check(loaded, reading.Mistakes);
            Bidders.Check(loaded, reading.Mistakes);
            RepeatedRecipients.Check(loaded, warnings);
            Currencies.Check(loaded, reading.Mistakes);
        }

        if (reading.Mistakes.Count > 0)
        {
            return new CatalogResult(null, Ordered(reading.Mistakes)) { Warnings = Ordered(warnings) };
        }

        var catalog = new Catalog
        {
            Version = files.Version,
            Sources = sources.Good.ToImmutableDictionary(s => s.Value.Id, s => s.Value, StringComparer.Ordinal),
            Flows = flows.Good.ToImmutableDictionary(f => f.Value.Id, f => f.Value, StringComparer.Ordinal),
            Recipients = recipients.Good.ToImmutableDictionary(r => r.Value.Id, r => r.Value, StringComparer.Ordinal),
            Batches = batches.Good.ToImmutableDictionary(b => b.Value.Id, b => b.Value, StringComparer.Ordinal),
            ReadsAppended = files.Items.Any(file => MayRead(file.Text, "appended")),
            Mask = SecretMask.Of(reading.SecretValues),
        };
        return new CatalogResult(catalog, []) { Warnings = Ordered(warnings) };
    }

    // A name may be spelt with YAML's escapes too.
    private static bool MayRead(string text, string name) => text.Contains(name, StringComparison.Ordinal) || text.Contains('\\');

    private static ImmutableArray<Mistake> Ordered(IEnumerable<Mistake> mistakes) =>
        [.. mistakes.OrderBy(m => m.File, StringComparer.Ordinal).ThenBy(m => m.Line)];

    private static HashSet<string> Ids(List<Document> documents, List<string> lost, string folder) =>
        documents.Concat(lost.Select(path => Document.Of(new(path, "")))).Where(d => d.Folder == folder).Select(d => d.Id)
            .ToHashSet(StringComparer.Ordinal);

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

    private static FolderFiles<T> Read<T>(List<Document> documents, string folder, Shape<T> shape, CatalogReading catalog)
    {
        var (good, faulty) = (new List<LoadedFile<T>>(), new List<ReadFile>());
        var hasLost = catalog.Lost.Any(path => path.StartsWith(folder + "/", StringComparison.Ordinal));
        foreach (var document in documents.Where(d => d.Folder == folder))
        {
            var reading = new DocumentReading(document.File.Path, document.Id, catalog);
            if (YamlReader.Read(document.File.Text, (line, message) => reading.Mistake(line, "", message)) is not { } node)
            {
                hasLost = true;
                continue;
            }

            if (node is YamlScalar { Means: ScalarKind.Null })
            {
                reading.Mistake(1, "", $"the file is empty, expected {shape.Expected}");
                hasLost = true;
            }
            else if (shape.TryRead(node, new Place(reading, ""), out var value) && reading.Mistakes == 0)
            {
                good.Add(new(reading, node, value));
            }
            else
            {
                faulty.Add(new(reading, node));
            }
        }

        return new(good, faulty, hasLost);
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
