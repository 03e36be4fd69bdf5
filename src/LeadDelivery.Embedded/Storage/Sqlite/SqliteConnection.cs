using SQLitePCL;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// One connection with its prepared statements. Opened without SQLite's own mutexes: whoever holds it is its only user,
/// though not always the same thread.
/// </summary>
internal sealed class SqliteConnection : IDisposable
{
    private const int NoCheckpointOnClose = 1006;

    private readonly sqlite3 handle;
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);

    private SqliteConnection(sqlite3 handle) => this.handle = handle;

    public static SqliteConnection Open(string path, bool readOnly, TimeSpan busyTimeout)
    {
        SqliteLibrary.EnsureLoaded();
        var flags = raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_PRIVATECACHE |
            (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var connection = new SqliteConnection(handle);
        if (code != raw.SQLITE_OK)
        {
            var error = connection.Error(code);
            connection.Dispose();
            throw error;
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        // The last close would checkpoint by itself, also after an I/O error: checkpoints are run by their owner only.
        raw.sqlite3_db_config(handle, NoCheckpointOnClose, 1, out _);
        return connection;
    }

    /// <summary>True between BEGIN and its end. SQLite ends a transaction by itself on some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    /// <summary>Rows written through this connection so far.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(handle);

    /// <summary>Pages written to the write-ahead log since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    public SqliteStatement Statement(string sql)
    {
        if (statements.TryGetValue(sql, out var statement))
        {
            statement.Ready();
            return statement;
        }

        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
        statement = new SqliteStatement(this, prepared);
        statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Runs one or more statements that return nothing and run rarely.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>The first column of the first row as text; null without a row.</summary>
    public string? Scalar(string sql)
    {
        var statement = Statement(sql);
        var value = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return value;
    }

    /// <summary>Moves log pages into the database file. False when a reader kept part of them back.</summary>
    public bool Checkpoint(int mode, out int logPages)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(handle, "main", mode, out logPages, out var moved);
        if (code == raw.SQLITE_BUSY)
            return false;
        Check(code);
        return moved == logPages;
    }

    public void SetBusyTimeout(TimeSpan timeout) => raw.sqlite3_busy_timeout(handle, (int)timeout.TotalMilliseconds);

    /// <summary>Ends every run that its user left open: an open SELECT holds a snapshot and stops checkpoints.</summary>
    public void ResetStatements()
    {
        foreach (var statement in statements.Values)
            statement.Reset();
    }

    public SqliteException Error(int code)
    {
        var extended = raw.sqlite3_extended_errcode(handle);
        return new SqliteException((extended & 0xFF) == (code & 0xFF) ? extended : code, raw.sqlite3_errmsg(handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Close();
        statements.Clear();
        handle.Dispose();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Error(code);
    }
}
