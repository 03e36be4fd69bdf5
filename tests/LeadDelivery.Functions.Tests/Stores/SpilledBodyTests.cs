using Azure;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Tests.Fakes;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class SpilledBodyTests
{
    private readonly TableRecords records = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((64 << 10) - 1)]
    [InlineData(64 << 10)]
    [InlineData((64 << 10) + 1)]
    [InlineData(512 << 10)]
    [InlineData((512 << 10) + 1)]
    [InlineData(5 << 20)]
    public async Task Body_of_any_length_is_read_back_as_it_was_written(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);

        await records.Write(RecordOperation.Insert("p", "a", body));

        Assert.Equal(body, (await records.Get("p", "a"))!.Body.ToArray());
        Assert.Equal(length > 512 << 10 ? 1 : 0, records.Spill.Names.Count);
    }

    [Fact]
    public async Task Transaction_larger_than_the_service_takes_sends_its_largest_bodies_to_blobs()
    {
        var sizes = Enumerable.Range(0, 20).Select(i => (200 + i) << 10).ToList();

        var inserts = sizes.Select((size, i) => RecordOperation.Insert("p", $"{i:D2}", TableRecords.Body(size)));
        Assert.Equal(-1, await records.Write([.. inserts]));

        Assert.InRange(records.Spill.Names.Count, 1, 10);
        for (var i = 0; i < sizes.Count; i++)
            Assert.Equal(sizes[i], (await records.Get("p", $"{i:D2}"))!.Body.Length);
    }

    [Fact]
    public async Task Query_reads_large_bodies_too()
    {
        await records.Write(
            RecordOperation.Insert("p", "a", TableRecords.Body(1)), RecordOperation.Insert("p", "b", TableRecords.Body(600 << 10)));

        var rows = await records.Store.QueryAsync(new RecordQuery("p"), CancellationToken.None).ToListAsync();

        Assert.Equal([1, 600 << 10], rows.Select(row => row.Body.Length));
    }

    [Fact]
    public async Task Replaced_and_removed_bodies_leave_no_blob()
    {
        await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body(600 << 10)));
        var first = Assert.Single(records.Spill.Names);

        await records.Write(RecordOperation.Replace("p", "a", TableRecords.Body(700 << 10), (await records.Get("p", "a"))!.ETag));
        Assert.NotEqual(first, Assert.Single(records.Spill.Names));

        await records.Write(RecordOperation.Delete("p", "a", (await records.Get("p", "a"))!.ETag));
        Assert.Empty(records.Spill.Names);
    }

    [Fact]
    public async Task Refused_write_leaves_no_blob_and_the_row_keeps_its_own()
    {
        await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body(600 << 10)));

        Assert.Equal(0, await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body(700 << 10))));

        Assert.Single(records.Spill.Names);
        Assert.Equal(600 << 10, (await records.Get("p", "a"))!.Body.Length);
    }

    [Fact]
    public async Task Blob_that_a_failed_write_left_goes_with_the_sweep_once_it_is_old()
    {
        records.Table.Pipeline.Refuse(FakePipeline.Retries + 1, 503);
        await Assert.ThrowsAnyAsync<RequestFailedException>(
            () => records.Write(RecordOperation.Insert("p", "a", TableRecords.Body(600 << 10))));
        Assert.Single(records.Spill.Names);

        Assert.Equal(0, await records.Store.SweepAsync(CancellationToken.None));
        records.Time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(1, await records.Store.SweepAsync(CancellationToken.None));
        Assert.Empty(records.Spill.Names);
    }

    [Fact]
    public async Task Sweep_keeps_what_rows_name_and_removes_what_an_upsert_replaced()
    {
        await records.Write(RecordOperation.Upsert("p/ä", "a?", TableRecords.Body(600 << 10)));
        await records.Write(RecordOperation.Upsert("p/ä", "a?", TableRecords.Body(700 << 10)));
        Assert.Equal(2, records.Spill.Names.Count);
        records.Time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(1, await records.Store.SweepAsync(CancellationToken.None));

        Assert.Equal(700 << 10, (await records.Get("p/ä", "a?"))!.Body.Length);
    }

    [Fact]
    public async Task Row_replaced_while_its_body_is_fetched_is_read_as_it_is_now()
    {
        await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body(600 << 10)));
        var etag = (await records.Get("p", "a"))!.ETag;
        records.Spill.Pipeline.Refuse(1, 503, StorageOperation.BlobRead);
        records.Spill.Pipeline.BeforeRepeat = () =>
        {
            records.Spill.Pipeline.BeforeRepeat = null;
            records.Write(RecordOperation.Replace("p", "a", TableRecords.Body("now"), etag)).GetAwaiter().GetResult();
        };

        Assert.Equal("now", await records.Text("p", "a"));
    }

    [Fact]
    public async Task Lost_body_is_told_and_not_taken_for_a_missing_row()
    {
        await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body(600 << 10)));
        records.Spill.Remove(records.Spill.Names[0]);
        await Assert.ThrowsAsync<InvalidDataException>(() => records.Get("p", "a"));
    }

    [Fact]
    public async Task Written_row_does_not_depend_on_the_removal_of_the_blob_it_replaced()
    {
        await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body(600 << 10)));
        var etag = (await records.Get("p", "a"))!.ETag;
        records.Spill.Pipeline.Refuse(FakePipeline.Retries + 1, 503, StorageOperation.BlobDelete);

        Assert.Equal(-1, await records.Write(RecordOperation.Replace("p", "a", TableRecords.Body("2"), etag)));
        Assert.Equal("2", await records.Text("p", "a"));
    }
}
