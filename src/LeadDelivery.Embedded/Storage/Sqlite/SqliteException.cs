using SQLitePCL;

namespace LeadDelivery.Embedded.Storage;

/// <summary>SQLite reported an error. The message is SQLite's own: it names tables and columns, never values.</summary>
public sealed class SqliteException : Exception
{
    /// <param name="extendedCode">SQLite's extended result code; its low byte is the primary code.</param>
    /// <param name="message">SQLite's message.</param>
    public SqliteException(int extendedCode, string message)
        : base($"SQLite error {extendedCode}: {message}") => ExtendedCode = extendedCode;

    /// <summary>The extended result code, such as 1555 (SQLITE_CONSTRAINT_PRIMARYKEY).</summary>
    public int ExtendedCode { get; }

    /// <summary>The primary result code, such as 19 (SQLITE_CONSTRAINT).</summary>
    public int Code => ExtendedCode & 0xFF;

    /// <summary>No space on the disk, or the database is at its page limit.</summary>
    public bool IsFull => Code == raw.SQLITE_FULL;

    /// <summary>A row broke a primary key, unique, not-null or check constraint.</summary>
    public bool IsConstraint => Code == raw.SQLITE_CONSTRAINT;

    /// <summary>The file is not a database, or is damaged.</summary>
    public bool IsCorrupt => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>A later commit may succeed although this one failed: space comes back, a foreign lock goes away.</summary>
    internal bool MayPass => Code is raw.SQLITE_FULL or raw.SQLITE_BUSY;

    /// <summary>The statement or its values were at fault; the transaction around it is sound.</summary>
    internal bool IsStatementsOwn =>
        Code is raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE or raw.SQLITE_MISUSE;
}
