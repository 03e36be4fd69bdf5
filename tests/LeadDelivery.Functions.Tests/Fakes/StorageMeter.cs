using System.Collections.Concurrent;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>What storage is paid for: one request each.</summary>
public enum StorageOperation
{
    TableGet,
    TableQueryPage,
    TableTransaction,
    TableWrite,
    TableDelete,
    BlobWrite,
    BlobRead,
    BlobListPage,
    BlobDelete,
    DelegationKey,
}

/// <summary>Counts requests by kind, those included that were throttled or repeated.</summary>
public sealed class StorageMeter
{
    private readonly ConcurrentDictionary<StorageOperation, int> counts = new();

    /// <summary>Requests of one kind since the last <see cref="Reset"/>.</summary>
    public int this[StorageOperation operation] => counts.GetValueOrDefault(operation);

    /// <summary>All requests since then.</summary>
    public int Total => counts.Values.Sum();

    /// <summary>Every kind that was used.</summary>
    public IReadOnlyDictionary<StorageOperation, int> ByKind => new SortedDictionary<StorageOperation, int>(counts);

    public void Count(StorageOperation operation) => counts.AddOrUpdate(operation, 1, (_, count) => count + 1);

    public void Reset() => counts.Clear();
}
