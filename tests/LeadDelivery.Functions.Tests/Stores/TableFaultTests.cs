using Azure;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Tests.Fakes;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class TableFaultTests
{
    private readonly TableRecords records = new();

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Throttled_write_is_repeated_until_it_is_taken(int status)
    {
        records.Table.Pipeline.Refuse(5, status);

        Assert.Equal(-1, await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body("1"))));

        Assert.Equal("1", await records.Text("p", "a"));
        Assert.Equal(6, records.Meter[StorageOperation.TableTransaction]);
    }

    [Fact]
    public async Task Write_that_is_throttled_for_too_long_fails_and_can_be_repeated()
    {
        records.Table.Pipeline.Refuse(FakePipeline.Retries + 1, 503);
        var insert = RecordOperation.Insert("p", "a", TableRecords.Body("1"));

        var error = await Assert.ThrowsAnyAsync<RequestFailedException>(() => records.Write(insert));

        Assert.Equal(503, error.Status);
        Assert.Equal(-1, await records.Write(insert));
    }

    [Fact]
    public async Task Throttled_read_is_repeated()
    {
        await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body("1")));
        records.Table.Pipeline.Refuse(3, 503);
        Assert.Equal("1", await records.Text("p", "a"));
    }

    [Fact]
    public async Task Insert_whose_answer_was_lost_is_no_conflict_with_itself()
    {
        records.Table.Pipeline.LoseAnswers(1);

        Assert.Equal(-1, await records.Write(
            RecordOperation.Insert("p", "a", TableRecords.Body("1")), RecordOperation.Insert("p", "b", TableRecords.Body("1"))));

        Assert.Equal("1", await records.Text("p", "b"));
    }

    [Fact]
    public async Task Replacement_whose_answer_was_lost_is_no_conflict_with_itself()
    {
        await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body("1")));
        var etag = (await records.Get("p", "a"))!.ETag;
        records.Table.Pipeline.LoseAnswers(2);

        Assert.Equal(-1, await records.Write(RecordOperation.Replace("p", "a", TableRecords.Body("2"), etag)));
        Assert.Equal("2", await records.Text("p", "a"));
    }

    [Fact]
    public async Task Removal_with_an_insert_whose_answer_was_lost_is_no_conflict_with_itself()
    {
        await records.Write(RecordOperation.Insert("p", "old", TableRecords.Body("1")));
        var etag = (await records.Get("p", "old"))!.ETag;
        records.Table.Pipeline.LoseAnswers(1);

        Assert.Equal(-1, await records.Write(
            RecordOperation.Delete("p", "old", etag), RecordOperation.Insert("p", "new", TableRecords.Body("1"))));
        Assert.Null(await records.Get("p", "old"));
        Assert.NotNull(await records.Get("p", "new"));
    }

    [Fact]
    public async Task Unconditional_removal_with_an_insert_whose_answer_was_lost_is_done_once()
    {
        await records.Write(RecordOperation.Insert("p", "old", TableRecords.Body("1")));
        records.Table.Pipeline.LoseAnswers(1);

        Assert.Equal(-1, await records.Write(
            RecordOperation.Delete("p", "old"), RecordOperation.Insert("p", "new", TableRecords.Body("1"))));
        Assert.NotNull(await records.Get("p", "new"));
    }

    [Fact]
    public async Task Throttled_insert_that_another_made_meanwhile_is_a_conflict()
    {
        records.Table.Pipeline.Refuse(1, 503);
        records.Table.Pipeline.BeforeRepeat = () =>
        {
            records.Table.Pipeline.BeforeRepeat = null;
            Assert.Equal(-1, records.Write(RecordOperation.Insert("p", "a", TableRecords.Body("theirs"))).GetAwaiter().GetResult());
        };

        Assert.Equal(0, await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body("ours"))));
        Assert.Equal("theirs", await records.Text("p", "a"));
    }

    [Fact]
    public async Task Write_that_was_done_although_the_client_gave_up_is_known_to_be_done()
    {
        records.Table.Pipeline.EndUnanswered();
        Assert.Equal(-1, await records.Write(RecordOperation.Insert("p", "a", TableRecords.Body("1"))));
    }

    [Fact]
    public async Task Refused_identity_is_told_and_not_taken_for_a_conflict()
    {
        records.Table.Pipeline.Refuse(1, 403);
        var error = await Assert.ThrowsAnyAsync<RequestFailedException>(
            () => records.Write(RecordOperation.Insert("p", "a", TableRecords.Body("1"))));
        Assert.Equal(403, error.Status);
    }

    [Fact]
    public async Task Many_removals_of_missing_rows_among_others_cost_few_requests()
    {
        await records.Write(RecordOperation.Insert("p", "r05", TableRecords.Body("1")));
        records.Meter.Reset();

        var removals = Enumerable.Range(0, 20).Select(i => RecordOperation.Delete("p", $"r{i:D2}"));
        Assert.Equal(-1, await records.Write([.. removals, RecordOperation.Insert("p", "a", TableRecords.Body("1"))]));

        Assert.Equal(1, records.Table.Count);
        Assert.Equal(2, records.Meter[StorageOperation.TableTransaction]);
        Assert.Equal(20, records.Meter[StorageOperation.TableGet]);
    }

    [Fact]
    public async Task Write_of_several_rows_is_one_request_and_so_is_a_read()
    {
        await records.Write([.. Enumerable.Range(0, 100).Select(i => RecordOperation.Upsert("p", $"{i}", TableRecords.Body("1")))]);
        await records.Get("p", "1");

        Assert.Equal(1, records.Meter[StorageOperation.TableTransaction]);
        Assert.Equal(1, records.Meter[StorageOperation.TableGet]);
        Assert.Equal(2, records.Meter.Total);
    }

    [Fact]
    public async Task More_operations_than_a_transaction_takes_are_refused_before_anything_is_sent()
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            records.Write([.. Enumerable.Range(0, 101).Select(i => RecordOperation.Upsert("p", $"{i}", TableRecords.Body("1")))]));
        Assert.Equal(0, records.Meter.Total);
    }

    [Fact]
    public async Task Partitions_whose_names_rise_are_spread_over_the_table()
    {
        for (var i = 0; i < 300; i++)
            await records.Write(RecordOperation.Upsert($"lead/01J{i:D10}", "head", TableRecords.Body("1")));

        Assert.InRange(records.Table.Partitions.Select(key => key[..2]).Distinct().Count(), 100, 256);
    }
}
