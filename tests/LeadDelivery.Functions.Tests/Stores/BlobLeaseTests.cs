using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class BlobLeaseTests
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);
    private readonly TimerWatch time = new();
    private readonly FakeBlobContainer container;

    public BlobLeaseTests() => container = new FakeStorage(time).Container("leases");

    [Fact]
    public async Task One_of_many_gets_the_lease()
    {
        var leases = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(TakeAsync)));
        Assert.Single(leases, lease => lease is not null);
    }

    [Fact]
    public async Task Lease_given_back_is_free_at_once()
    {
        var first = await TakeAsync();
        Assert.Null(await TakeAsync());

        await first!.DisposeAsync();
        await first.DisposeAsync();

        await using var second = await TakeAsync();
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Lease_is_held_for_as_long_as_it_is_renewed()
    {
        await using var lease = await TakeAsync();
        for (var i = 0; i < 20; i++)
            await time.PassAsync(Renewal);

        Assert.False(lease!.Lost.IsCancellationRequested);
        Assert.Null(await TakeAsync());
    }

    [Fact]
    public async Task Lease_that_another_has_taken_is_lost_with_the_next_renewal()
    {
        await using var lease = await TakeAsync();
        var lost = LossOf(lease!);
        container.StealLease("upkeep");

        await time.PassAsync(Renewal);

        await lost;
    }

    [Fact]
    public async Task Work_of_a_lost_lease_stops_and_what_it_writes_all_the_same_is_refused()
    {
        var records = new TableRecords();
        await using var lease = await TakeAsync();
        var lost = LossOf(lease!);
        container.StealLease("upkeep");
        await records.Write(RecordOperation.Insert("files", "2026-03-01", TableRecords.Body("theirs")));

        await time.PassAsync(Renewal);

        await lost;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, lease!.Lost));
        Assert.Equal(0, await records.Write(RecordOperation.Insert("files", "2026-03-01", TableRecords.Body("ours"))));
        Assert.Equal("theirs", await records.Text("files", "2026-03-01"));
    }

    [Fact]
    public async Task Lease_that_cannot_be_renewed_is_given_up_before_it_ends()
    {
        var taken = time.GetUtcNow();
        await using var lease = await TakeAsync();
        var lost = LossOf(lease!);
        container.Pipeline.Refuse(1000, 503, StorageOperation.BlobLease);

        await time.PassAsync(Renewal);
        await time.PassAsync(Renewal);
        await time.PassAsync(Renewal);
        Assert.False(lost.IsCompleted);
        await time.PassAsync(TimeSpan.FromSeconds(5));

        await lost;
        Assert.Equal(TimeSpan.FromSeconds(50), time.GetUtcNow() - taken);
    }

    [Fact]
    public async Task Renewal_that_failed_once_is_made_up_for()
    {
        await using var lease = await TakeAsync();
        container.Pipeline.Refuse(FakePipeline.Retries + 1, 503, StorageOperation.BlobLease);

        for (var i = 0; i < 10; i++)
            await time.PassAsync(Renewal);

        Assert.False(lease!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Lease_of_a_holder_that_died_is_another_s_after_a_minute()
    {
        await TakeAsync();
        container.StealLease("upkeep");
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await TakeAsync());
        time.Advance(TimeSpan.FromSeconds(2));

        await using var next = await TakeAsync();
        Assert.NotNull(next);
    }

    private Task<BlobLease?> TakeAsync() =>
        BlobLease.TryAcquireAsync(container, "upkeep", new BlobLeaseOptions(), time, CancellationToken.None);

    private static Task LossOf(BlobLease lease)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lease.Lost.Register(lost.SetResult);
        return lost.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
