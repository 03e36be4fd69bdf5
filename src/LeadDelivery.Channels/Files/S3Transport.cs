using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files;

/// <summary>Files into a bucket of Amazon S3 or a compatible store. An object is there whole or not at all, so it needs no temporary name;
/// it carries the file's id, by which a later try knows its own.</summary>
public sealed class S3Transport(AddressGuard guard, FileTransportOptions options) : IFileTransport
{
    /// <summary>Metadata that names the file: <c>x-amz-meta-leaddelivery-file</c>.</summary>
    private const string IdHeader = "leaddelivery-file";

    /// <summary>S3 takes so many parts.</summary>
    private const int MaxParts = 10_000;

    private readonly ConditionalWeakTable<S3Destination, AmazonS3Client> _clients = [];

    /// <inheritdoc/>
    public bool Serves(Destination destination) => destination is S3Destination;

    /// <inheritdoc/>
    public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        var to = (S3Destination)transfer.To;
        var (client, key, begun) = (Client(to), to.Path + transfer.Name, false);
        try
        {
            if (await HeadAsync(client, to, key, cancellation) is { } there)
            {
                return Compared(there, transfer);
            }

            if (transfer.MayHaveAppeared)
            {
                return FileTransfer.Gone;
            }

            if (transfer.Appearing is { } appearing)
            {
                await appearing(cancellation);
            }

            await using var content = await transfer.Open(cancellation);
            begun = true;
            if (transfer.Length <= options.S3PartBytes)
            {
                await PutAsync(client, to, key, transfer, content, cancellation);
            }
            else
            {
                await PutPartsAsync(client, to, key, transfer, content, cancellation);
            }
        }
        catch (Exception e) when (S3Trouble.IsTrouble(e, cancellation))
        {
            return begun ? await AfterAsync(client, to, key, transfer, e, cancellation) : S3Trouble.Of(e);
        }

        try
        {
            return await HeadAsync(client, to, key, cancellation) is not { } put ? new(TransferOutcome.Confirmed)
                : put.ContentLength == transfer.Length ? new(TransferOutcome.Confirmed)
                : new(TransferOutcome.Unconfirmed, $"put there, and then found with {put.ContentLength} of {transfer.Length} bytes");
        }
        catch (Exception e) when (S3Trouble.IsTrouble(e, cancellation))
        {
            return new(TransferOutcome.Unconfirmed, "put there, but then it could not be looked at: " + S3Trouble.Of(e).Reason);
        }
    }

    /// <inheritdoc/>
    public Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation) => TryAsync(
        destination,
        async (client, from) => new FarFile((await HeadAsync(client, from, from.Path + name, cancellation))?.ContentLength),
        problem => new(null, problem), cancellation);

    /// <inheritdoc/>
    public Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation) => TryAsync(
        destination,
        async (client, from) =>
        {
            var files = new List<FarEntry>();
            var request = new ListObjectsV2Request { BucketName = from.Bucket, Prefix = from.Path, Delimiter = "/" };
            ListObjectsV2Response page;
            do
            {
                page = await client.ListObjectsV2Async(request, cancellation);
                files.AddRange((page.S3Objects ?? []).Where(found => found.Key.Length > from.Path.Length)
                    .Select(found => new FarEntry(found.Key[from.Path.Length..], found.Size ?? 0, found.LastModified?.ToUniversalTime())));
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (page.IsTruncated == true && files.Count <= options.MaxListed);
            return files.Count > options.MaxListed ? new([], $"there are more than {options.MaxListed} files") : new FarListing(files);
        },
        problem => new([], problem), cancellation);

    /// <inheritdoc/>
    public Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation) => TryAsync<string?>(
        destination,
        async (client, from) =>
        {
            using var found = await client.GetObjectAsync(from.Bucket, from.Path + name, cancellation);
            await found.ResponseStream.CopyToAsync(to, cancellation);
            return null;
        },
        problem => problem, cancellation);

    private async Task<T> TryAsync<T>(
        Destination destination, Func<AmazonS3Client, S3Destination, Task<T>> act, Func<string, T> trouble, CancellationToken cancellation)
    {
        try
        {
            var from = (S3Destination)destination;
            return await act(Client(from), from);
        }
        catch (Exception e) when (S3Trouble.IsTrouble(e, cancellation))
        {
            return trouble(S3Trouble.Of(e).Reason!);
        }
    }

    private static async Task<GetObjectMetadataResponse?> HeadAsync(
        AmazonS3Client client, S3Destination to, string key, CancellationToken cancellation)
    {
        try
        {
            return await client.GetObjectMetadataAsync(to.Bucket, key, cancellation);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    private static TransferResult Compared(GetObjectMetadataResponse there, FileTransfer transfer) =>
        there.ContentLength == transfer.Length && there.Metadata["x-amz-meta-" + IdHeader] == transfer.Id
            ? new(TransferOutcome.Confirmed) : new(TransferOutcome.NameTaken, "another file has its name");

    private static async Task PutAsync(
        AmazonS3Client client, S3Destination to, string key, FileTransfer transfer, Stream content, CancellationToken cancellation)
    {
        var bytes = new byte[transfer.Length];
        await ReadAsync(content, bytes, last: true, cancellation);
        var request = new PutObjectRequest
        {
            BucketName = to.Bucket,
            Key = key,
            InputStream = new MemoryStream(bytes),
            ContentType = transfer.ContentType,
            IfNoneMatch = "*",
            UseChunkEncoding = false,
        };
        request.Metadata.Add(IdHeader, transfer.Id);
        await client.PutObjectAsync(request, cancellation);
    }

    private async Task PutPartsAsync(
        AmazonS3Client client, S3Destination to, string key, FileTransfer transfer, Stream content, CancellationToken cancellation)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = to.Bucket, Key = key, ContentType = transfer.ContentType };
        begin.Metadata.Add(IdHeader, transfer.Id);
        var id = (await client.InitiateMultipartUploadAsync(begin, cancellation)).UploadId;
        try
        {
            var size = (int)Math.Max(options.S3PartBytes, (transfer.Length + MaxParts - 1) / MaxParts);
            var buffer = new byte[size];
            var parts = new List<PartETag>();
            for (long at = 0; at < transfer.Length; at += size)
            {
                var part = buffer.AsMemory(0, (int)Math.Min(size, transfer.Length - at));
                await ReadAsync(content, part, at + part.Length == transfer.Length, cancellation);
                var sent = await client.UploadPartAsync(
                    new()
                    {
                        BucketName = to.Bucket,
                        Key = key,
                        UploadId = id,
                        PartNumber = parts.Count + 1,
                        UseChunkEncoding = false,
                        InputStream = new MemoryStream(buffer, 0, part.Length),
                        PartSize = part.Length,
                    },
                    cancellation);
                parts.Add(new(parts.Count + 1, sent.ETag));
            }

            await client.CompleteMultipartUploadAsync(
                new() { BucketName = to.Bucket, Key = key, UploadId = id, PartETags = parts, IfNoneMatch = "*" }, cancellation);
        }
        catch (Exception e) when (S3Trouble.IsTrouble(e, cancellation))
        {
            await ForgetAsync(client, to, key, id, cancellation);
            throw;
        }
    }

    private static async Task ReadAsync(Stream content, Memory<byte> into, bool last, CancellationToken cancellation)
    {
        await content.ReadExactlyAsync(into, cancellation);
        if (last && content.ReadByte() >= 0)
        {
            throw new InvalidDataException();
        }
    }

    // Parts without an end are paid for; a bucket's rules remove what this cannot.
    private static async Task ForgetAsync(AmazonS3Client client, S3Destination to, string key, string id, CancellationToken cancellation)
    {
        try
        {
            await client.AbortMultipartUploadAsync(to.Bucket, key, id, cancellation);
        }
        catch (Exception e) when (S3Trouble.IsTrouble(e, cancellation))
        {
        }
    }

    // Whether the object came to be although its answer was lost, or another was faster, can be looked up.
    private static async Task<TransferResult> AfterAsync(
        AmazonS3Client client, S3Destination to, string key, FileTransfer transfer, Exception trouble, CancellationToken cancellation)
    {
        var result = S3Trouble.Of(trouble);
        if (result.Outcome == TransferOutcome.Refused)
        {
            return result;
        }

        try
        {
            return await HeadAsync(client, to, key, cancellation) is { } there ? Compared(there, transfer) : result;
        }
        catch (Exception e) when (S3Trouble.IsTrouble(e, cancellation))
        {
            return S3Trouble.IsCertain(trouble, result) ? result
                : new(TransferOutcome.Unconfirmed, "may have been put there: " + result.Reason);
        }
    }

    private AmazonS3Client Client(S3Destination to) => _clients.GetValue(to, destination =>
    {
        // One try each: the caller repeats, and knows then what was looked up in between.
        var config = new AmazonS3Config
        {
            AuthenticationRegion = destination.Region,
            ForcePathStyle = destination.Endpoint is not null,
            MaxErrorRetry = 0,
            Timeout = options.S3Request,
            HttpClientFactory = new GuardedClientFactory(guard, options),

            // Compatible stores do not know the newer checksums; the payload's SHA-256 is in the signature.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (destination.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(destination.Region);
        }

        return new(new BasicAWSCredentials(destination.AccessKey, destination.SecretKey), config);
    });

    private sealed class GuardedClientFactory(AddressGuard guard, FileTransportOptions options) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = options.Connect,
                ConnectCallback = new GuardedConnector(guard, ownHost: false, options.Connect).ConnectAsync,
            })
        {
            Timeout = options.S3Request,
        };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
