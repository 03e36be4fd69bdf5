using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>Writes of the <c>inbox</c> table.</summary>
internal static class InboxTable
{
    private const string Insert =
        "INSERT OR IGNORE INTO inbox(instance, kind, epoch, task, event_id, name, text, payload, at, applied) "
        + "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    private const string DeleteTaken = "DELETE FROM inbox WHERE id=?1 AND event_id IS NULL";
    private const string MarkTaken = "UPDATE inbox SET applied=1, payload=NULL, name=NULL WHERE id=?1";
    private const string ClearWaiting = "DELETE FROM inbox WHERE instance=?1 AND applied=0";
    private const string DeleteOld = "DELETE FROM inbox WHERE instance=?1 AND applied=1 AND at<?2";
    private const string SelectOpenKey = "SELECT id FROM instance WHERE key=?1 AND status IN (0, 1, 5)";
    private const string SelectOpenId = "SELECT id FROM instance WHERE id=?1 AND status IN (0, 1, 5)";

    /// <summary>Leaves something for an instance. An event it has had already is not put a second time.</summary>
    public static void Put(JournalTransaction transaction, InboxRow row, long at) => Write(transaction, row, at, applied: 0);

    /// <summary>Keeps the id of an event that was applied without lying in the inbox.</summary>
    public static void Remember(JournalTransaction transaction, long instance, string eventId, long at) =>
        Write(transaction, new(0, instance, InboxKind.Event, 0, 0, eventId, null, null, default), at, applied: 1);

    public static void Take(JournalTransaction transaction, long id)
    {
        foreach (var sql in (ReadOnlySpan<string>)[DeleteTaken, MarkTaken])
            Run(transaction, sql, id);
    }

    public static void Clear(JournalTransaction transaction, long instance) => Run(transaction, ClearWaiting, instance);

    /// <summary>Forgets ids of events applied before a time (UTC ticks).</summary>
    public static void ForgetBefore(JournalTransaction transaction, long instance, long before)
    {
        var delete = transaction.Statement(DeleteOld);
        delete.Bind(1, instance);
        delete.Bind(2, before);
        delete.Run();
    }

    /// <summary>The instance of that key, where it has not ended.</summary>
    public static long? FindOpen(JournalTransaction transaction, string key)
    {
        var select = transaction.Statement(SelectOpenKey);
        select.Bind(1, key);
        long? found = select.Step() ? select.Int64(0) : null;
        select.Reset();
        return found;
    }

    public static bool IsOpen(JournalTransaction transaction, long id)
    {
        var select = transaction.Statement(SelectOpenId);
        select.Bind(1, id);
        var found = select.Step();
        select.Reset();
        return found;
    }

    private static void Run(JournalTransaction transaction, string sql, long value)
    {
        var statement = transaction.Statement(sql);
        statement.Bind(1, value);
        statement.Run();
    }

    private static void Write(JournalTransaction transaction, InboxRow row, long at, int applied)
    {
        var insert = transaction.Statement(Insert);
        insert.Bind(1, row.Instance);
        insert.Bind(2, (int)row.Kind);
        insert.Bind(3, row.Epoch);
        insert.Bind(4, row.Task);
        if (row.EventId is not null)
            insert.Bind(5, row.EventId);
        if (row.Name is not null)
            insert.Bind(6, row.Name);
        if (row.Text is not null)
            insert.Bind(7, row.Text);
        if (!row.Payload.IsEmpty)
            insert.Bind(8, row.Payload.Span);
        insert.Bind(9, at);
        insert.Bind(10, applied);
        insert.Run();
    }
}
