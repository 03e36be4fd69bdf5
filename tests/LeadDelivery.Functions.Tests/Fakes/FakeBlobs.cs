using Azure;
using Azure.Storage.Blobs.Models;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>The blobs of a container, changed as the service changes them. Thread-safe.</summary>
internal sealed class FakeBlobs(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Blob> blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, byte[]>> uncommitted = [];
    private long version;

    /// <summary>True: the container is not there.</summary>
    public bool IsMissing { get; set; }

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (gate)
                return [.. blobs.Keys];
        }
    }

    public (byte[] Content, ETag ETag, DateTimeOffset Modified) Read(string name, RequestConditions? conditions)
    {
        lock (gate)
        {
            CheckThere();
            var blob = Existing(name);
            if (conditions?.IfMatch is { } match && match != ETag.All && match != blob.ETag)
                throw FakePipeline.Failure(412, "ConditionNotMet");
            return (blob.Content, blob.ETag, blob.Modified);
        }
    }

    public (ETag ETag, DateTimeOffset At) Put(
        string name, byte[] content, IDictionary<string, string>? metadata, BlobRequestConditions? conditions)
    {
        lock (gate)
        {
            CheckThere();
            blobs.TryGetValue(name, out var before);
            if (conditions?.IfNoneMatch == ETag.All && before is not null)
                throw FakePipeline.Failure(409, "BlobAlreadyExists");
            uncommitted.Remove(name);
            var blob = new Blob
            {
                Content = content,
                ETag = new ETag($"\"0x{++version:X}\""),
                Modified = time.GetUtcNow(),
                Metadata = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>()),
            };
            blobs[name] = blob;
            return (blob.ETag, blob.Modified);
        }
    }

    public void Stage(string name, string id, byte[] content)
    {
        lock (gate)
        {
            CheckThere();
            if (!uncommitted.TryGetValue(name, out var blocks))
                uncommitted.Add(name, blocks = []);
            if (blocks.Keys.Any(other => other.Length != id.Length))
                throw FakePipeline.Failure(400, "InvalidBlobOrBlock");
            blocks[id] = content;
        }
    }

    public (ETag ETag, DateTimeOffset At) Commit(
        string name, IReadOnlyList<string> ids, IDictionary<string, string>? metadata, BlobRequestConditions? conditions)
    {
        lock (gate)
        {
            var blocks = uncommitted.GetValueOrDefault(name) ?? [];
            if (!ids.All(blocks.ContainsKey))
                throw FakePipeline.Failure(400, "InvalidBlockList");
            return Put(name, [.. ids.SelectMany(id => blocks[id])], metadata, conditions);
        }
    }

    public bool Delete(string name)
    {
        lock (gate)
        {
            return blobs.Remove(name);
        }
    }

    public (IReadOnlyList<BlobItem> Items, string? Next) List(string prefix, string? from, int size, bool withMetadata)
    {
        lock (gate)
        {
            CheckThere();
            var found = blobs.Where(blob => blob.Key.StartsWith(prefix, StringComparison.Ordinal)
                && (from is null || string.CompareOrdinal(blob.Key, from) >= 0)).Take(size + 1).ToList();
            var items = found.Take(size).Select(blob => BlobsModelFactory.BlobItem(
                name: blob.Key,
                properties: BlobsModelFactory.BlobItemProperties(
                    accessTierInferred: false, contentLength: blob.Value.Content.Length, lastModified: blob.Value.Modified,
                    eTag: blob.Value.ETag),
                metadata: withMetadata ? blob.Value.Metadata : null));
            return ([.. items], found.Count > size ? found[size].Key : null);
        }
    }

    private void CheckThere()
    {
        if (IsMissing)
            throw FakePipeline.Failure(404, "ContainerNotFound");
    }

    private Blob Existing(string name) => blobs.GetValueOrDefault(name) ?? throw FakePipeline.Failure(404, "BlobNotFound");

    private sealed class Blob
    {
        public required byte[] Content { get; init; }

        public required ETag ETag { get; init; }

        public required DateTimeOffset Modified { get; init; }

        public required Dictionary<string, string> Metadata { get; init; }
    }
}
