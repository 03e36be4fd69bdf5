using System.Buffers;
using System.Text.Json;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Configuration;

/// <summary>The configuration in force, and how another takes its place.</summary>
public sealed class CatalogHolder(CatalogVersions versions, IRecordStore records, ISecretStore secrets, UlidFactory ids, TimeProvider time)
    : ICatalogs, IDisposable
{
    /// <summary>The partition of what operators did: row = ULID, body = <c>{at, who, what, from, to}</c>.</summary>
    public const string OperationsPartition = "operations";

    /// <summary>The row beside the versions that names the one in force.</summary>
    private const string CurrentRow = "current";

    private readonly SemaphoreSlim _change = new(1);
    private volatile Catalog _current = Catalog.Empty;

    /// <inheritdoc/>
    public Catalog Current => _current;

    /// <inheritdoc/>
    public Catalog Version(string version)
    {
        if (_current.Version == version)
        {
            return _current;
        }

        // Only the first use of an old version after a restart waits here, where PreloadAsync did not come first.
        var catalog = versions.TryGet(version)
            ?? Task.Run(() => versions.GetAsync(version, CancellationToken.None).AsTask()).GetAwaiter().GetResult();
        return catalog ?? throw new KeyNotFoundException($"configuration {version} was never in force here");
    }

    /// <summary>
    /// Checks the files and, where they are good, puts them in force: stored first, then recorded with who did it, then current. With
    /// mistakes nothing changes.
    /// </summary>
    /// <param name="who">For the record: an operator, or <c>start</c>, <c>folder</c>.</param>
    public async Task<CatalogResult> AdoptAsync(ConfigurationFiles files, string who, CancellationToken cancellation)
    {
        var result = CatalogLoader.Load(files, secrets, versions.Scripts);
        if (result.Catalog is not { } catalog)
        {
            return result;
        }

        await _change.WaitAsync(cancellation);
        try
        {
            // Stored before it is current: a lead taken under it finds it again after a crash.
            await versions.SaveAsync(files, catalog, cancellation);
            var from = await StoredAsync(cancellation);
            if (from != catalog.Version)
            {
                // Recorded before the change: a crash between the two repeats the record rather than losing it.
                var change = RecordOperation.Insert(OperationsPartition, ids.Next(), Change(who, from, catalog.Version));
                await records.WriteAsync([change], cancellation);
                var current = RecordOperation.Upsert(CatalogVersions.Partition, CurrentRow, CurrentBody(catalog.Version));
                await records.WriteAsync([current], cancellation);
            }

            _current = catalog;
            return result;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Reads the stored versions into memory, for leads in flight: once at start, before orchestrations resume.</summary>
    public Task PreloadAsync(CancellationToken cancellation) => versions.PreloadAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose() => _change.Dispose();

    private async ValueTask<string?> StoredAsync(CancellationToken cancellation)
    {
        if (await records.GetAsync(CatalogVersions.Partition, CurrentRow, cancellation) is not { } record)
        {
            return null;
        }

        using var body = JsonDocument.Parse(record.Body);
        return body.RootElement.GetProperty("version").GetString();
    }

    private byte[] Change(string who, string? from, string to) => Json(json =>
    {
        json.WriteString("at", time.GetUtcNow());
        json.WriteString("who", who);
        json.WriteString("what", "configuration");
        json.WriteString("from", from);
        json.WriteString("to", to);
    });

    private static byte[] CurrentBody(string version) => Json(json => json.WriteString("version", version));

    private static byte[] Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
