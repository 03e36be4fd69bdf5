using System.Globalization;
using System.Runtime.CompilerServices;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// Records in SQLite: writes through the journal, reads beside it. A read is a look into cached pages and runs at once on the
/// caller's thread; keys are ordered by their UTF-8 bytes.
/// </summary>
public sealed class SqliteRecordStore(Database database) : IRecordStore
{
    private const string SelectRow = "SELECT etag, body FROM record WHERE pk=?1 AND rk=?2";
    private const string Ascending = "SELECT rk, etag, body FROM record WHERE pk=?1 AND rk>=?2 ORDER BY rk LIMIT ?4";
    private const string AscendingTo = "SELECT rk, etag, body FROM record WHERE pk=?1 AND rk>=?2 AND rk<?3 ORDER BY rk LIMIT ?4";
    private const string Descending = "SELECT rk, etag, body FROM record WHERE pk=?1 AND rk>=?2 ORDER BY rk DESC LIMIT ?4";
    private const string DescendingTo = "SELECT rk, etag, body FROM record WHERE pk=?1 AND rk>=?2 AND rk<?3 ORDER BY rk DESC LIMIT ?4";

    /// <inheritdoc />
    public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(database.Read((partition, row), static (session, key) => Get(session, key.partition, key.row)));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Record> QueryAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = query.FromRow ?? "";
        var to = query.ToRow;
        var left = query.Limit;
        while (left > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var size = Math.Min(left, database.Options.QueryPage);
            var page = database.Read((query, from, to, size), static (session, range) =>
                Page(session, range.query, range.from, range.to, range.size));
            foreach (var record in page)
                yield return record;
            if (page.Count < size)
                yield break;
            left -= size;
            if (query.Descending)
                to = page[^1].Row;
            else
                from = page[^1].Row + "\0"; // the smallest key that is greater
            await Task.Yield();
        }
    }

    /// <inheritdoc />
    public ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (operations.Count == 0)
            return ValueTask.FromResult(-1);
        CheckOneTransaction(operations);
        var write = new RecordWrite(operations);
        database.Journal.Enqueue(write);
        return new ValueTask<int>(write.Outcome);
    }

    private static Record? Get(ReadSession session, string partition, string row)
    {
        var select = session.Statement(SelectRow);
        select.Bind(1, partition);
        select.Bind(2, row);
        return select.Step() ? new Record(partition, row, ETag(select, 0), select.Blob(1)) : null;
    }

    private static List<Record> Page(ReadSession session, RecordQuery query, string from, string? to, int size)
    {
        var select = session.Statement((query.Descending, to) switch
        {
            (false, null) => Ascending,
            (false, _) => AscendingTo,
            (true, null) => Descending,
            (true, _) => DescendingTo,
        });
        select.Bind(1, query.Partition);
        select.Bind(2, from);
        if (to is not null)
            select.Bind(3, to);
        select.Bind(4, size);
        var page = new List<Record>();
        while (select.Step())
            page.Add(new Record(query.Partition, select.Text(0), ETag(select, 1), select.Blob(2)));
        return page;
    }

    private static string ETag(SqliteStatement statement, int column) => statement.Int64(column).ToString(CultureInfo.InvariantCulture);

    private static void CheckOneTransaction(IReadOnlyList<RecordOperation> operations)
    {
        if (operations.Count == 1)
            return;
        var rows = new HashSet<string>(operations.Count, StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            if (operation.Partition != operations[0].Partition)
                throw new ArgumentException("The operations of one write must be of one partition.", nameof(operations));
            if (!rows.Add(operation.Row))
                throw new ArgumentException("The operations of one write must be of distinct rows.", nameof(operations));
        }
    }
}
