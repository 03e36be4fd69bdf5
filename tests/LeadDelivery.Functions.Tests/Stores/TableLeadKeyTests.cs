using System.Security.Cryptography;
using Azure;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class TableLeadKeyTests
{
    private static readonly byte[] Wrapping = RandomNumberGenerator.GetBytes(32);
    private static readonly LeadKeyBlockOptions Small = new() { SlotsPerBlock = 8 };
    private readonly ManualTimeProvider time = new();
    private readonly FakeStorage storage;
    private readonly TableLeadKeys keys;

    public TableLeadKeyTests()
    {
        storage = new FakeStorage(time);
        keys = Worker();
    }

    private FakeTableClient Table => storage.Table("leadkeys");

    [Fact]
    public void Keys_are_32_bytes_each_another_and_found_by_every_worker()
    {
        var other = Worker();
        var allocated = Enumerable.Range(0, 30).Select(_ => keys.Allocate()).ToList();

        Assert.Equal(30, allocated.Select(key => Convert.ToHexString(key.Secret.Span)).Distinct().Count());
        Assert.All(allocated, key => Assert.Equal(32, key.Secret.Length));
        Assert.All(allocated, key => Assert.Equal(key.Secret.ToArray(), other.Find(key.Id)!.Secret.ToArray()));
    }

    [Fact]
    public void Thousand_leads_cost_one_or_two_requests()
    {
        var worker = Worker(new LeadKeyBlockOptions());
        for (var i = 0; i < 1000; i++)
            worker.Find(worker.Allocate().Id);
        Assert.InRange(storage.Meter[StorageOperation.TableWrite], 1, 2);
        Assert.Equal(0, storage.Meter[StorageOperation.TableGet]);
    }

    [Fact]
    public void Workers_never_hand_out_one_key_twice()
    {
        var other = Worker();
        var ids = Enumerable.Range(0, 50).SelectMany(_ => new[] { keys.Allocate().Id, other.Allocate().Id }).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Keys_taken_at_the_same_time_are_different()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => keys.Allocate().Id)));
        Assert.Equal(200, ids.Distinct().Count());
    }

    [Fact]
    public void Erased_key_is_gone_here_at_once_and_elsewhere_within_the_stated_time()
    {
        var other = Worker();
        var (erased, kept) = (keys.Allocate(), keys.Allocate());
        Assert.NotNull(other.Find(erased.Id));

        Assert.True(keys.Erase(erased.Id));

        Assert.Null(keys.Find(erased.Id));
        Assert.Null(Worker().Find(erased.Id));
        time.Advance(Small.SeenWithin);
        Assert.Null(other.Find(erased.Id));
        Assert.Equal(kept.Secret.ToArray(), other.Find(kept.Id)!.Secret.ToArray());
        Assert.False(other.Erase(erased.Id));
    }

    [Fact]
    public void Erased_key_is_nowhere_in_the_table()
    {
        var plain = new TableLeadKeys(Table, default, Small, time);
        var key = plain.Allocate();
        Assert.True(Holds(key.Secret.Span));

        plain.Erase(key.Id);

        Assert.False(Holds(key.Secret.Span));
    }

    [Fact]
    public void Wrapped_block_shows_no_key_and_opens_under_its_own_wrapping_alone()
    {
        var key = keys.Allocate();
        Assert.False(Holds(key.Secret.Span));
        Assert.Throws<CryptographicException>(() => new TableLeadKeys(Table, RandomNumberGenerator.GetBytes(32), Small, time).Find(key.Id));
        Assert.Throws<ArgumentException>(() => new TableLeadKeys(Table, new byte[16], Small, time));
    }

    [Fact]
    public async Task Erasures_of_many_workers_in_one_block_lose_none()
    {
        var options = new LeadKeyBlockOptions { SlotsPerBlock = 64 };
        var first = Worker(options);
        var ids = Enumerable.Range(0, 60).Select(_ => first.Allocate().Id).ToList();
        var workers = Enumerable.Range(0, 4).Select(_ => Worker(options)).ToList();

        var erased = await Task.WhenAll(ids.Select((id, i) => Task.Run(() => workers[i % 4].Erase(id))));

        Assert.All(erased, Assert.True);
        Assert.All(ids, id => Assert.Null(Worker(options).Find(id)));
    }

    [Fact]
    public void Erasure_whose_answer_was_lost_says_that_it_erased()
    {
        var key = keys.Allocate();
        Table.Pipeline.LoseAnswers(1, StorageOperation.TableWrite);

        Assert.True(keys.Erase(key.Id));
        Assert.Null(Worker().Find(key.Id));
    }

    [Fact]
    public void Erasure_that_failed_is_told_and_can_be_repeated()
    {
        var key = keys.Allocate();
        Table.Pipeline.Refuse(FakePipeline.Retries + 1, 503);

        Assert.Throws<IOException>(() => keys.Erase(key.Id));
        Assert.True(keys.Erase(key.Id));
    }

    [Fact]
    public void Block_whose_keys_are_all_erased_is_removed()
    {
        var ids = Enumerable.Range(0, 8).Select(_ => keys.Allocate().Id).ToList();
        Assert.NotNull(Table.Peek(ids[0].Split('.')[0], "keys"));

        foreach (var id in ids)
            Assert.True(keys.Erase(id));

        Assert.Null(Table.Peek(ids[0].Split('.')[0], "keys"));
        Assert.All(ids, id => Assert.Null(keys.Find(id)));
        Assert.All(ids, id => Assert.False(keys.Erase(id)));
    }

    [Fact]
    public void Block_that_could_not_be_stored_hands_out_no_key_and_the_next_call_tries_again()
    {
        Table.Pipeline.Refuse(FakePipeline.Retries + 1, 503);
        Assert.ThrowsAny<RequestFailedException>(() => keys.Allocate());
        Assert.NotNull(Worker().Find(keys.Allocate().Id));
    }

    [Fact]
    public void Block_whose_stored_answer_was_lost_is_used()
    {
        Table.Pipeline.LoseAnswers(1);
        Assert.NotNull(Worker().Find(keys.Allocate().Id));
        Assert.Equal(1, Table.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k1")]
    [InlineData("0123456789abcdef0123")]
    [InlineData("0123456789abcdef0123.0001")]
    [InlineData("0123456789abcdef012/.0001")]
    [InlineData("0123456789abcdef0123.-001")]
    [InlineData("0123456789abcdef0123.1")]
    public void Names_of_no_key_are_not_found_and_not_erased(string id)
    {
        Assert.Null(keys.Find(id));
        Assert.False(keys.Erase(id));
    }

    private TableLeadKeys Worker(LeadKeyBlockOptions? options = null) => new(Table, Wrapping, options ?? Small, time);

    private bool Holds(ReadOnlySpan<byte> secret)
    {
        foreach (var partition in Table.Partitions)
        {
            if (Table.Peek(partition, "keys")!.GetBinary("K").AsSpan().IndexOf(secret) >= 0)
                return true;
        }

        return false;
    }
}
