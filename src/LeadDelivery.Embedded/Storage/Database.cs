using SQLitePCL;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// The SQLite file of a data folder: one <see cref="Journal"/> that writes, any number of readers beside it.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly SqliteConnection writer;
    private readonly ReaderPool readers;
    private readonly long ownerEpoch;

    private Database(SqliteConnection writer, ReaderPool readers, Journal journal, StorageOptions options, Schema.Takeover takeover)
    {
        this.writer = writer;
        this.readers = readers;
        ownerEpoch = takeover.OwnerEpoch;
        Journal = journal;
        Options = options;
        WasClean = takeover.WasClean;
    }

    /// <summary>Writes.</summary>
    public Journal Journal { get; }

    /// <summary>False when the last owner of the folder did not close it in order: its process was killed, or the machine went down.</summary>
    public bool WasClean { get; }

    /// <summary>What it was opened with.</summary>
    public StorageOptions Options { get; }

    /// <summary>Opens or creates the database, brings its schema up to date and takes it over from any earlier owner.</summary>
    /// <param name="folder">The locked data folder; it must outlive the database.</param>
    /// <param name="scripts">Tables of other components, such as the engine's; the storage adds its own.</param>
    /// <param name="options">Bounds and intervals.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Faults of the journal go here.</param>
    /// <exception cref="DataFolderException">The file is damaged, no database, locked for good, or of a newer version.</exception>
    public static Database Open(
        DataFolder folder, IReadOnlyList<SchemaScript> scripts, StorageOptions options, TimeProvider time, ILogger<Journal> logger)
    {
        SqliteConnection? writer = null;
        try
        {
            writer = SqliteConnection.Open(folder.DatabaseFile, readOnly: false, options.BusyTimeout);
            Prepare(writer, options);
            var takeover = Schema.TakeOver(writer, Schema.Storage.Concat(scripts));
            Durable.SyncFolder(folder.Path);
            var journal = new Journal(writer, options, takeover.OwnerEpoch, new DiskSpace(folder.Path, options, time), time, logger);
            var database = new Database(writer, new ReaderPool(folder.DatabaseFile, options), journal, options, takeover);
            journal.Start();
            return database;
        }
        catch (Exception error)
        {
            writer?.Dispose();
            if (error is SqliteException sqlite)
                throw new DataFolderException(Explain(folder, sqlite), sqlite);
            throw;
        }
    }

    /// <summary>
    /// Reads from one snapshot of what is committed. The function runs on the caller's thread and must be short, without waits:
    /// as long as it runs, the write-ahead log cannot shrink. Never on the journal thread, which readers must not hold up.
    /// </summary>
    public T Read<T>(Func<ReadSession, T> read) => Read(read, static (session, read) => read(session));

    /// <summary>As <see cref="Read{T}(Func{ReadSession, T})"/>, with a state that saves the closure.</summary>
    public T Read<TState, T>(TState state, Func<ReadSession, TState, T> read)
    {
        if (Journal.OnJournalThread)
            throw new InvalidOperationException("A read on the journal thread would hold up every commit.");
        return readers.Read(state, read);
    }

    /// <summary>Commits what waits, marks the folder as cleanly closed, empties the write-ahead log and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        readers.Dispose();
        if (Journal.Fault is null)
            CloseInOrder();
        // After a fault the file stays as it is: the next opening recovers from its log.
        writer.Dispose();
    }

    private void CloseInOrder()
    {
        try
        {
            writer.Execute("BEGIN IMMEDIATE");
            if (Schema.ReadMeta(writer, "owner_epoch") == ownerEpoch)
                Schema.WriteMeta(writer, "clean", 1);
            writer.Execute("COMMIT");
            Failpoint.Hit("journal.checkpoint");
            writer.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE, out _);
        }
        catch (SqliteException)
        {
            // Everything accepted is committed already. The next opening finds the folder not clean and recovers.
        }
    }

    private static void Prepare(SqliteConnection writer, StorageOptions options)
    {
        var mode = writer.Scalar("PRAGMA journal_mode=WAL");
        if (mode != "wal")
            throw new DataFolderException($"The file system of the data folder does not support SQLite's write-ahead log (mode '{mode}').");
        writer.Execute($"""
            PRAGMA synchronous=FULL;
            PRAGMA foreign_keys=OFF;
            PRAGMA wal_autocheckpoint=0;
            PRAGMA journal_size_limit=67108864;
            PRAGMA temp_store=MEMORY;
            PRAGMA cache_size=-{options.WriterCacheKilobytes};
            """);
        if (options.MaxPages is { } pages)
            writer.Execute($"PRAGMA max_page_count={pages}");
    }

    private static string Explain(DataFolder folder, SqliteException error) => error switch
    {
        { IsCorrupt: true } => $"{folder.DatabaseFile} is damaged or is not a database. Nothing was changed. Restore it from a backup.",
        { Code: raw.SQLITE_BUSY } => $"{folder.DatabaseFile} is locked by another program, such as a backup or a database shell. Close that first.",
        { IsFull: true } => $"There is no space left for {folder.DatabaseFile}.",
        _ => $"{folder.DatabaseFile} cannot be opened: {error.Message}",
    };
}
