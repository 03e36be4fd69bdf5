using System.Collections.Concurrent;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Configuration;

/// <summary>
/// Every version of the configuration that was ever in force: its files are records, so that a lead in flight finishes on its
/// version also after a restart; compiled ones are kept in memory.
/// </summary>
/// <param name="scripts">What reads <c>$scriban</c>; null where a build has no such thing.</param>
public sealed class CatalogVersions(IRecordStore records, ISecretStore secrets, IScriptTemplates? scripts = null)
{
    /// <summary>The partition of the versions: row = version, body = its files as JSON.</summary>
    public const string Partition = "catalog";

    /// <summary>Versions read ahead at a start, 200: all there are for months of edits; any further one is read when asked for.</summary>
    public const int MaxPreloaded = 200;

    private readonly ConcurrentDictionary<string, Catalog> _loaded = new(StringComparer.Ordinal);

    /// <summary>What reads <c>$scriban</c>, in every version alike.</summary>
    internal IScriptTemplates? Scripts => scripts;

    /// <summary>The version if it is in memory.</summary>
    public Catalog? TryGet(string version) => _loaded.GetValueOrDefault(version);

    /// <summary>
    /// The version, from memory or else from the records; null when it was never in force here. Secrets are taken as they are now.
    /// Throws <see cref="InvalidOperationException"/> when its files are no good any more, as when a secret they name is gone.
    /// </summary>
    public async ValueTask<Catalog?> GetAsync(string version, CancellationToken cancellation)
    {
        if (TryGet(version) is { } loaded)
        {
            return loaded;
        }

        return await records.GetAsync(Partition, version, cancellation) is { } record ? Compile(record) : null;
    }

    /// <summary>
    /// Loads the stored versions into memory, at most <see cref="MaxPreloaded"/>, so that <see cref="TryGet"/> finds them. Those
    /// that are no good any more are left out.
    /// </summary>
    public async Task PreloadAsync(CancellationToken cancellation)
    {
        await foreach (var record in records.QueryAsync(new RecordQuery(Partition, Limit: MaxPreloaded), cancellation))
        {
            if (IsVersion(record.Row) && TryGet(record.Row) is null
                && CatalogLoader.Restore(ConfigurationFiles.FromJson(record.Body), secrets, scripts).Catalog is { } catalog)
            {
                _loaded[record.Row] = catalog;
            }
        }
    }

    /// <summary>Stores a version and keeps it in memory. On stable storage when this returns.</summary>
    internal async Task SaveAsync(ConfigurationFiles files, Catalog catalog, CancellationToken cancellation)
    {
        // A conflict is the same content stored before: the row's key is its hash.
        await records.WriteAsync([RecordOperation.Insert(Partition, files.Version, files.ToJson())], cancellation);
        _loaded[files.Version] = catalog;
    }

    private Catalog Compile(Record record)
    {
        var result = CatalogLoader.Restore(ConfigurationFiles.FromJson(record.Body), secrets, scripts);
        return result.Catalog is { } catalog
            ? _loaded.GetOrAdd(record.Row, catalog)
            : throw new InvalidOperationException($"configuration {record.Row} cannot be used any more: {result.Mistakes[0]}");
    }

    private static bool IsVersion(string row) => row.Length == 64;
}
