using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>A storage account in memory: tables and containers that come into being when they are named, and one meter.</summary>
public sealed class FakeStorage(TimeProvider? time = null)
{
    private readonly ConcurrentDictionary<string, FakeTableClient> tables = new();
    private readonly ConcurrentDictionary<string, FakeBlobContainer> containers = new();

    /// <summary>All requests.</summary>
    public StorageMeter Meter { get; } = new();

    public FakeTableClient Table(string name) => tables.GetOrAdd(name, key => new FakeTableClient(key, new FakePipeline(Meter)));

    public FakeBlobContainer Container(string name) =>
        containers.GetOrAdd(name, key => new FakeBlobContainer(key, new FakePipeline(Meter), time ?? TimeProvider.System));

    public TableServiceClient Tables() => new FakeTableService(this);

    public BlobServiceClient Blobs() => new FakeBlobService(this, time ?? TimeProvider.System);

    private sealed class FakeTableService(FakeStorage storage) : TableServiceClient
    {
        public override TableClient GetTableClient(string tableName) => storage.Table(tableName);
    }

    private sealed class FakeBlobService(FakeStorage storage, TimeProvider time) : BlobServiceClient
    {
        private int keys;

        public override BlobContainerClient GetBlobContainerClient(string blobContainerName) => storage.Container(blobContainerName);

        public override Response<UserDelegationKey> GetUserDelegationKey(
            DateTimeOffset? startsOn, DateTimeOffset expiresOn, CancellationToken cancellationToken)
        {
            storage.Meter.Count(StorageOperation.DelegationKey);
            Assert.InRange(expiresOn, time.GetUtcNow(), time.GetUtcNow() + TimeSpan.FromDays(7));
            return FakeResponse.Of(BlobsModelFactory.UserDelegationKey(
                "object", "tenant", "b", "2024-11-04", $"key{Interlocked.Increment(ref keys)}", expiresOn, startsOn ?? time.GetUtcNow()));
        }
    }
}
