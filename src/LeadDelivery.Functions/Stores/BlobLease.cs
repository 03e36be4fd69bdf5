using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace LeadDelivery.Functions.Stores;

/// <summary>How a <see cref="BlobLease"/> is held.</summary>
public sealed record BlobLeaseOptions
{
    /// <summary>How long a lease outlives a holder that died, 60 s: the longest that the service gives for a limited time.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between renewals, 15 s: three may fail before the lease ends.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long before its end a lease that could not be renewed is given up, 10 s: its work has that long to stop before another's begins.
    /// </summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// The right to be the only one doing something, over all workers: a lease on an empty blob, renewed until it is disposed of. Work under
/// it stops when <see cref="Lost"/> is cancelled; what it writes must still hold its conditions, for a worker may stand still.
/// </summary>
public sealed class BlobLease : IAsyncDisposable
{
    private readonly BlobLeaseClient lease;
    private readonly BlobLeaseOptions options;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource disposed = new();
    private readonly Task renewing;

    private BlobLease(BlobLeaseClient lease, long since, BlobLeaseOptions options, TimeProvider time)
    {
        (this.lease, this.options, this.time) = (lease, options, time);
        Lost = lost.Token;
        renewing = RenewAsync(since);
    }

    /// <summary>Cancelled once the lease is another's, or could be soon.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Takes the lease of this name, or gives null where another holds it.</summary>
    /// <param name="container">Where the blob lies; made where it is missing.</param>
    public static async Task<BlobLease?> TryAcquireAsync(
        BlobContainerClient container, string name, BlobLeaseOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var lease = container.GetBlobClient(name).GetBlobLeaseClient();
        while (true)
        {
            var since = time.GetTimestamp();
            try
            {
                await lease.AcquireAsync(options.Duration, cancellationToken: cancellation);
                return new BlobLease(lease, since, options, time);
            }
            catch (RequestFailedException error) when (error.IsMissingBlob())
            {
                await CreateAsync(container.GetBlockBlobClient(name), cancellation);
            }
            catch (RequestFailedException error) when (error.Status == 409)
            {
                return null;
            }
        }
    }

    /// <summary>Gives the lease back, so that another need not wait for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed.IsCancellationRequested)
            return;
        await disposed.CancelAsync();
        await renewing;
        try
        {
            if (!lost.IsCancellationRequested)
                await lease.ReleaseAsync();
        }
        catch (RequestFailedException)
        {
            // It ends by itself.
        }

        disposed.Dispose();
        lost.Dispose();
    }

    private static async Task CreateAsync(BlockBlobClient blob, CancellationToken cancellation)
    {
        try
        {
            var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(Stream.Null, onlyNew, cancellation);
        }
        catch (RequestFailedException error) when (error.Status is 409 or 412)
        {
            // Another made it at the same time.
        }
    }

    private async Task RenewAsync(long since)
    {
        try
        {
            for (var left = Left(since); left > TimeSpan.Zero; left = Left(since))
            {
                await Task.Delay(left < options.Renewal ? left : options.Renewal, time, disposed.Token);
                var asked = time.GetTimestamp();
                if (await TryRenewAsync(Left(since)) is not { } renewed)
                    break;
                if (renewed)
                    since = asked;
            }

            await lost.CancelAsync();
        }
        catch (OperationCanceledException) when (disposed.IsCancellationRequested)
        {
            // Given back.
        }
    }

    private TimeSpan Left(long since) => options.Duration - options.Margin - time.GetElapsedTime(since);

    /// <summary>True when renewed, false when that is not known, null when it is another's.</summary>
    /// <param name="left">What there is to wait for an answer.</param>
    private async Task<bool?> TryRenewAsync(TimeSpan left)
    {
        if (left <= TimeSpan.Zero)
            return false;
        using var limit = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, disposed.Token);
        try
        {
            await lease.RenewAsync(cancellationToken: either.Token);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 404 or 409 or 412)
        {
            return null;
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException
            || (error is OperationCanceledException && !disposed.IsCancellationRequested))
        {
            return false;
        }
    }
}
