using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>A container in memory: blocks and their commit, ETags, pages.</summary>
public sealed class FakeBlobContainer(string name, FakePipeline pipeline, TimeProvider time) : BlobContainerClient
{
    // The service's.
    private const int LargestPage = 5000;

    public override string Name => name;

    public override Uri Uri => new($"https://fake.blob.core.windows.net/{name}");

    /// <summary>The way to this container.</summary>
    public FakePipeline Pipeline => pipeline;

    /// <summary>The blobs' names, in order; no request.</summary>
    public IReadOnlyList<string> Names => Blobs.Names;

    internal FakeBlobs Blobs { get; } = new(time);

    /// <summary>Puts a blob there as somebody else would.</summary>
    public void Place(string blob, string text, IDictionary<string, string>? metadata = null) =>
        Blobs.Put(blob, System.Text.Encoding.UTF8.GetBytes(text), metadata, null);

    /// <summary>Removes a blob as somebody else would.</summary>
    public void Remove(string blob) => Blobs.Delete(blob);

    /// <summary>Somebody removes the container, or nobody has made it yet.</summary>
    public void Vanish() => Blobs.IsMissing = true;

    public override Task<Response<BlobContainerInfo>> CreateIfNotExistsAsync(
        PublicAccessType publicAccessType = PublicAccessType.None, IDictionary<string, string>? metadata = null,
        BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null, CancellationToken cancellationToken = default)
    {
        Blobs.IsMissing = false;
        return Task.FromResult<Response<BlobContainerInfo>>(null!);
    }

    public override BlobClient GetBlobClient(string blobName) => new FakeBlob(this, blobName);

    public override AsyncPageable<BlobItem> GetBlobsAsync(
        BlobTraits traits, BlobStates states, string? prefix, CancellationToken cancellationToken) =>
        new FakePages<BlobItem>(LargestPage, (token, size) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return pipeline.Send(
                StorageOperation.BlobListPage, () => Blobs.List(prefix ?? "", token, size, traits.HasFlag(BlobTraits.Metadata)));
        });

    protected override BlockBlobClient GetBlockBlobClientCore(string blobName) => new FakeBlockBlob(this, blobName);
}

/// <summary>What is done to any blob.</summary>
internal sealed class FakeBlob(FakeBlobContainer container, string name) : BlobClient
{
    public override string Name => name;

    public override bool CanGenerateSasUri => true;

    public override Uri Uri => new($"{container.Uri}/{Uri.EscapeDataString(name)}");

    public override async Task<Response<BlobDownloadResult>> DownloadContentAsync(
        BlobDownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (content, details) = await ReadAsync(options, cancellationToken);
        return FakeResponse.Of(BlobsModelFactory.BlobDownloadResult(BinaryData.FromBytes(content), details));
    }

    public override async Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
        BlobDownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (content, details) = await ReadAsync(options, cancellationToken);
        return FakeResponse.Of(BlobsModelFactory.BlobDownloadStreamingResult(new MemoryStream(content, writable: false), details));
    }

    public override async Task<Response<bool>> DeleteIfExistsAsync(
        DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None, BlobRequestConditions? conditions = null,
        CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return FakeResponse.Of(container.Pipeline.Send(StorageOperation.BlobDelete, () => container.Blobs.Delete(name)), 202);
    }

    public override Uri GenerateSasUri(Azure.Storage.Sas.BlobSasPermissions permissions, DateTimeOffset expiresOn) =>
        new($"{Uri}?sp={permissions}&se={expiresOn:O}&sig=account");

    public override Uri GenerateUserDelegationSasUri(
        Azure.Storage.Sas.BlobSasPermissions permissions, DateTimeOffset expiresOn, UserDelegationKey userDelegationKey)
    {
        Assert.True(expiresOn <= userDelegationKey.SignedExpiresOn, "The link outlives the key that signs it.");
        return new($"{Uri}?sp={permissions}&se={expiresOn:O}&sig={userDelegationKey.Value}");
    }

    private async Task<(byte[] Content, BlobDownloadDetails Details)> ReadAsync(
        BlobDownloadOptions? options, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        var (content, etag, modified) = container.Pipeline.Send(
            StorageOperation.BlobRead, () => container.Blobs.Read(name, options?.Conditions));
        return (content, BlobsModelFactory.BlobDownloadDetails(contentLength: content.Length, lastModified: modified, eTag: etag));
    }
}

/// <summary>How a blob is written.</summary>
internal sealed class FakeBlockBlob(FakeBlobContainer container, string name) : BlockBlobClient
{
    public override string Name => name;

    public override async Task<Response<BlobContentInfo>> UploadAsync(
        Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        return container.Pipeline.Send(
            StorageOperation.BlobWrite, () => Written(container.Blobs.Put(name, copy.ToArray(), options.Metadata, options.Conditions)));
    }

    public override async Task<Response<BlockInfo>> StageBlockAsync(
        string base64BlockId, Stream content, BlockBlobStageBlockOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        return container.Pipeline.Send(StorageOperation.BlobWrite, () =>
        {
            container.Blobs.Stage(name, base64BlockId, copy.ToArray());
            return FakeResponse.Of(BlobsModelFactory.BlockInfo(null, null, null, null), 201);
        });
    }

    public override async Task<Response<BlobContentInfo>> CommitBlockListAsync(
        IEnumerable<string> base64BlockIds, CommitBlockListOptions options, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return container.Pipeline.Send(
            StorageOperation.BlobWrite,
            () => Written(container.Blobs.Commit(name, [.. base64BlockIds], options.Metadata, options.Conditions)));
    }

    private static Response<BlobContentInfo> Written((ETag ETag, DateTimeOffset At) blob) =>
        FakeResponse.Of(BlobsModelFactory.BlobContentInfo(blob.ETag, blob.At, null, null, null, null, 0), 201);
}
