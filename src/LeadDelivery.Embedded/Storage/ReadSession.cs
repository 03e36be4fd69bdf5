namespace LeadDelivery.Embedded.Storage;

/// <summary>One read-only connection, lent for the length of one read: every statement of it sees the same snapshot.</summary>
public sealed class ReadSession : IDisposable
{
    private readonly SqliteConnection connection;

    internal ReadSession(string path, StorageOptions options)
    {
        connection = SqliteConnection.Open(path, readOnly: true, options.BusyTimeout);
        connection.Execute($"PRAGMA cache_size=-{options.ReaderCacheKilobytes}; PRAGMA temp_store=MEMORY; PRAGMA query_only=1;");
    }

    /// <summary>
    /// The statement for this text, prepared once and cached for good, so the text must be one of a fixed set. It comes reset
    /// and without bindings.
    /// </summary>
    public SqliteStatement Statement(string sql) => connection.Statement(sql);

    /// <inheritdoc />
    public void Dispose() => connection.Dispose();

    internal void Begin() => connection.Statement("BEGIN").Run();

    internal void End()
    {
        connection.ResetStatements();
        if (connection.InTransaction)
            connection.Statement("COMMIT").Run();
    }
}
