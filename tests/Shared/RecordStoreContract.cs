using System.Text;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Tests.Shared;

/// <summary>What every <see cref="IRecordStore"/> does. Each test works in partitions of its own.</summary>
public abstract class RecordStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string partition = "p-" + Guid.NewGuid().ToString("N");

    /// <summary>The store under test; empty partitions are enough.</summary>
    protected abstract IRecordStore Store { get; }

    [Fact]
    public async Task Missing_row_is_null() => Assert.Null(await Store.GetAsync(partition, "none", None));

    [Fact]
    public async Task Inserted_row_is_read_back_as_it_was_written()
    {
        Assert.Equal(-1, await Write(RecordOperation.Insert(partition, "a", Body("""{"x":"ü"}"""))));

        var record = await Store.GetAsync(partition, "a", None);

        Assert.Equal((partition, "a", """{"x":"ü"}"""), (record!.Partition, record.Row, Text(record)));
        Assert.NotEmpty(record.ETag);
    }

    [Fact]
    public async Task Insert_of_an_existing_row_conflicts_and_changes_nothing()
    {
        await Write(RecordOperation.Insert(partition, "a", Body("1")));

        Assert.Equal(0, await Write(RecordOperation.Insert(partition, "a", Body("2"))));
        Assert.Equal("1", await Text("a"));
    }

    [Fact]
    public async Task Replace_with_the_current_etag_writes_and_changes_the_etag()
    {
        await Write(RecordOperation.Insert(partition, "a", Body("1")));
        var first = await ETag("a");

        Assert.Equal(-1, await Write(RecordOperation.Replace(partition, "a", Body("2"), first)));
        Assert.Equal("2", await Text("a"));
        Assert.NotEqual(first, await ETag("a"));
    }

    [Fact]
    public async Task Replace_with_an_old_etag_conflicts_and_changes_nothing()
    {
        await Write(RecordOperation.Insert(partition, "a", Body("1")));
        var old = await ETag("a");
        await Write(RecordOperation.Upsert(partition, "a", Body("1")));

        Assert.Equal(0, await Write(RecordOperation.Replace(partition, "a", Body("3"), old)));
        Assert.Equal("1", await Text("a"));
    }

    [Fact]
    public async Task Replace_of_a_missing_row_conflicts()
    {
        await Write(RecordOperation.Insert(partition, "a", Body("1")));
        var etag = await ETag("a");

        Assert.Equal(0, await Write(RecordOperation.Replace(partition, "b", Body("1"), etag)));
        Assert.Null(await Store.GetAsync(partition, "b", None));
    }

    [Fact]
    public async Task Row_deleted_and_inserted_again_does_not_take_its_old_etag()
    {
        await Write(RecordOperation.Insert(partition, "a", Body("1")));
        var old = await ETag("a");
        await Write(RecordOperation.Delete(partition, "a"));
        await Write(RecordOperation.Insert(partition, "a", Body("1")));

        Assert.Equal(0, await Write(RecordOperation.Replace(partition, "a", Body("2"), old)));
    }

    [Fact]
    public async Task Upsert_adds_and_replaces()
    {
        Assert.Equal(-1, await Write(RecordOperation.Upsert(partition, "a", Body("1"))));
        Assert.Equal(-1, await Write(RecordOperation.Upsert(partition, "a", Body("2"))));
        Assert.Equal("2", await Text("a"));
    }

    [Fact]
    public async Task Delete_removes_the_row_and_does_not_mind_a_missing_one()
    {
        await Write(RecordOperation.Insert(partition, "a", Body("1")));

        Assert.Equal(-1, await Write(RecordOperation.Delete(partition, "a")));
        Assert.Null(await Store.GetAsync(partition, "a", None));
        Assert.Equal(-1, await Write(RecordOperation.Delete(partition, "a")));
    }

    [Fact]
    public async Task Delete_with_an_etag_conflicts_where_the_row_changed_or_is_missing()
    {
        await Write(RecordOperation.Insert(partition, "a", Body("1")));
        var old = await ETag("a");
        await Write(RecordOperation.Upsert(partition, "a", Body("2")));

        Assert.Equal(0, await Write(RecordOperation.Delete(partition, "a", old)));
        Assert.Equal("2", await Text("a"));
        Assert.Equal(-1, await Write(RecordOperation.Delete(partition, "a", await ETag("a"))));
        Assert.Equal(0, await Write(RecordOperation.Delete(partition, "a", old)));
    }

    [Fact]
    public async Task Write_with_one_conflict_names_it_and_writes_nothing()
    {
        await Write(RecordOperation.Insert(partition, "taken", Body("1")));

        var conflict = await Write(
            RecordOperation.Insert(partition, "a", Body("2")),
            RecordOperation.Upsert(partition, "b", Body("2")),
            RecordOperation.Insert(partition, "taken", Body("2")),
            RecordOperation.Delete(partition, "c"));

        Assert.Equal(2, conflict);
        Assert.Equal(["taken"], await Rows(new RecordQuery(partition)));
        Assert.Equal("1", await Text("taken"));
    }

    [Fact]
    public async Task Write_of_several_rows_writes_all()
    {
        await Write(RecordOperation.Insert(partition, "old", Body("1")));

        Assert.Equal(-1, await Write(
            RecordOperation.Insert(partition, "a", Body("2")),
            RecordOperation.Replace(partition, "old", Body("2"), await ETag("old")),
            RecordOperation.Delete(partition, "never")));
        Assert.Equal(["a", "old"], await Rows(new RecordQuery(partition)));
        Assert.Equal("2", await Text("old"));
    }

    [Fact]
    public async Task Write_across_partitions_or_twice_to_one_row_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Write(
            RecordOperation.Upsert(partition, "a", Body("1")), RecordOperation.Upsert(partition + "x", "b", Body("1"))));
        await Assert.ThrowsAsync<ArgumentException>(() => Write(
            RecordOperation.Upsert(partition, "a", Body("1")), RecordOperation.Delete(partition, "a")));
        Assert.Empty(await Rows(new RecordQuery(partition)));
    }

    [Fact]
    public async Task Query_gives_the_rows_of_one_partition_in_ordinal_order()
    {
        foreach (var row in new[] { "b", "B", "a", "a1", "10", "9" })
            await Write(RecordOperation.Insert(partition, row, Body("1")));
        await Write(RecordOperation.Insert(partition + "x", "other", Body("1")));

        Assert.Equal(["10", "9", "B", "a", "a1", "b"], await Rows(new RecordQuery(partition)));
        Assert.Equal(["b", "a1", "a", "B", "9", "10"], await Rows(new RecordQuery(partition, Descending: true)));
    }

    [Theory]
    [InlineData("b", null, false, "b,c,d")]
    [InlineData(null, "c", false, "a,b")]
    [InlineData("b", "d", false, "b,c")]
    [InlineData("b", "d", true, "c,b")]
    [InlineData("bb", "cc", false, "c")]
    [InlineData("x", null, false, "")]
    [InlineData("c", "b", false, "")]
    public async Task Query_keeps_to_its_range_first_included_last_not(string? from, string? to, bool descending, string expected)
    {
        foreach (var row in new[] { "a", "b", "c", "d" })
            await Write(RecordOperation.Insert(partition, row, Body("1")));

        Assert.Equal(expected, string.Join(',', await Rows(new RecordQuery(partition, from, to, descending))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Query_longer_than_a_page_gives_every_row_once(bool descending)
    {
        var all = Enumerable.Range(0, 1100).Select(i => i.ToString("D5", null)).ToList();
        foreach (var chunk in all.Chunk(100))
            await Write([.. chunk.Select(row => RecordOperation.Insert(partition, row, Body(row)))]);
        if (descending)
            all.Reverse();

        Assert.Equal(all, await Rows(new RecordQuery(partition, Descending: descending)));
        Assert.Equal(all[..700], await Rows(new RecordQuery(partition, Descending: descending, Limit: 700)));
    }

    [Fact]
    public async Task Query_with_limit_zero_gives_nothing()
    {
        await Write(RecordOperation.Insert(partition, "a", Body("1")));
        Assert.Empty(await Rows(new RecordQuery(partition, Limit: 0)));
    }

    [Fact]
    public async Task Parallel_inserts_of_one_row_have_exactly_one_winner()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            Task.Run(() => Write(RecordOperation.Insert(partition, "one", Body($"{i}"))))));

        var winner = Assert.Single(Enumerable.Range(0, 64), i => outcomes[i] == -1);
        Assert.Equal($"{winner}", await Text("one"));
    }

    [Fact]
    public async Task Parallel_counting_with_etags_loses_no_step()
    {
        await Write(RecordOperation.Insert(partition, "count", Body("0")));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 10;)
            {
                var current = (await Store.GetAsync(partition, "count", None))!;
                var next = Body($"{int.Parse(Text(current), null) + 1}");
                if (await Write(RecordOperation.Replace(partition, "count", next, current.ETag)) == -1)
                    done++;
            }
        })));

        Assert.Equal("80", await Text("count"));
    }

    /// <summary>A write as a task, so that it can be expected to throw.</summary>
    protected Task<int> Write(params RecordOperation[] operations) => Store.WriteAsync(operations, None).AsTask();

    private static ReadOnlyMemory<byte> Body(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(Record record) => Encoding.UTF8.GetString(record.Body.Span);

    private async Task<string> Text(string row) => Text((await Store.GetAsync(partition, row, None))!);

    private async Task<string> ETag(string row) => (await Store.GetAsync(partition, row, None))!.ETag;

    private async Task<List<string>> Rows(RecordQuery query)
    {
        var rows = new List<string>();
        await foreach (var record in Store.QueryAsync(query, None))
            rows.Add(record.Row);
        return rows;
    }
}
