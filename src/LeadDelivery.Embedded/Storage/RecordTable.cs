using System.Globalization;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Embedded.Storage;

/// <summary>Writes of the <c>record</c> table. Used by the journal thread only.</summary>
/// <param name="ownerEpoch">Counts the openings of the data folder.</param>
internal sealed class RecordTable(long ownerEpoch)
{
    private const string SelectETag = "SELECT etag FROM record WHERE pk=?1 AND rk=?2";
    private const string InsertRow = "INSERT INTO record(pk, rk, etag, body) VALUES(?1, ?2, ?3, ?4)";
    private const string UpdateRow = "UPDATE record SET etag=?3, body=?4 WHERE pk=?1 AND rk=?2";
    private const string UpsertRow =
        "INSERT INTO record(pk, rk, etag, body) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(pk, rk) DO UPDATE SET etag=excluded.etag, body=excluded.body";
    private const string DeleteRow = "DELETE FROM record WHERE pk=?1 AND rk=?2";

    // The epoch grows with every opening, so no ETag comes twice although the counter is kept in memory only. 40 bits of
    // counter last a year at 35,000 writes a second; the 23 bits left, eight million openings.
    private long nextETag = ownerEpoch << 40;

    public int Apply(SqliteConnection connection, IReadOnlyList<RecordOperation> operations)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (!Holds(connection, operations[i]))
                return i;
        }

        foreach (var operation in operations)
            Write(connection, operation);
        return -1;
    }

    private static bool Holds(SqliteConnection connection, RecordOperation operation) => operation.Action switch
    {
        RecordAction.Insert => CurrentETag(connection, operation) is null,
        RecordAction.Replace => HasETag(connection, operation),
        RecordAction.Delete when operation.ETag is not null => HasETag(connection, operation),
        RecordAction.Delete or RecordAction.Upsert => true,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.Action, "Unknown record action."),
    };

    private static bool HasETag(SqliteConnection connection, RecordOperation operation) =>
        long.TryParse(operation.ETag, NumberStyles.None, CultureInfo.InvariantCulture, out var expected) &&
        CurrentETag(connection, operation) == expected;

    private static long? CurrentETag(SqliteConnection connection, RecordOperation operation)
    {
        var select = ForRow(connection, SelectETag, operation);
        long? etag = select.Step() ? select.Int64(0) : null;
        select.Reset();
        return etag;
    }

    private void Write(SqliteConnection connection, RecordOperation operation)
    {
        var statement = ForRow(connection, operation.Action switch
        {
            RecordAction.Insert => InsertRow,
            RecordAction.Replace => UpdateRow,
            RecordAction.Upsert => UpsertRow,
            _ => DeleteRow,
        }, operation);
        if (operation.Action != RecordAction.Delete)
        {
            statement.Bind(3, ++nextETag);
            statement.Bind(4, operation.Body.Span);
        }

        statement.Run();
    }

    private static SqliteStatement ForRow(SqliteConnection connection, string sql, RecordOperation operation)
    {
        var statement = connection.Statement(sql);
        statement.Bind(1, operation.Partition);
        statement.Bind(2, operation.Row);
        return statement;
    }
}
