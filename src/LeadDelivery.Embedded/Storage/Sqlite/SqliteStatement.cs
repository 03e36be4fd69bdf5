using System.Text;
using SQLitePCL;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// One prepared statement. It belongs to the connection's current user and is handed out reset, without bindings.
/// Parameters count from 1, columns from 0.
/// </summary>
public sealed class SqliteStatement
{
    // Throws instead of writing U+FFFD: two different keys must never become one row.
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly SqliteConnection connection;
    private readonly sqlite3_stmt handle;
    private bool running;

    internal SqliteStatement(SqliteConnection connection, sqlite3_stmt handle)
    {
        this.connection = connection;
        this.handle = handle;
    }

    /// <summary>Binds an integer.</summary>
    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(handle, index, value));

    /// <summary>Binds text.</summary>
    /// <exception cref="EncoderFallbackException">The text holds half a surrogate pair.</exception>
    public void Bind(int index, string value)
    {
        const int onStack = 512;
        var bound = StrictUtf8.GetMaxByteCount(value.Length);
        var buffer = bound <= onStack ? stackalloc byte[onStack] : new byte[bound];
        var length = StrictUtf8.GetBytes(value, buffer);
        // A null pointer, which is what an empty span becomes, would bind NULL.
        Check(length == 0 ? raw.sqlite3_bind_text(handle, index, "") : raw.sqlite3_bind_text(handle, index, buffer[..length]));
    }

    /// <summary>Binds bytes; they are copied.</summary>
    public void Bind(int index, ReadOnlySpan<byte> value) =>
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));

    /// <summary>Moves to the next row; false when there is none.</summary>
    /// <exception cref="SqliteException">The statement failed.</exception>
    public bool Step()
    {
        running = true;
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
            return false;
        var error = connection.Error(code);
        Reset();
        throw error;
    }

    /// <summary>Whether the column of the current row is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>The column as an integer; 0 for NULL.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>The column as text; empty for NULL.</summary>
    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    /// <summary>A copy of the column's bytes.</summary>
    public byte[] Blob(int column) => BlobSpan(column).ToArray();

    /// <summary>The column's bytes, good until the next <see cref="Step"/> or <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> BlobSpan(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>Ends the run, so that it holds no lock and no snapshot. Bindings stay.</summary>
    public void Reset()
    {
        // The result repeats the error that Step has reported already.
        if (running)
            raw.sqlite3_reset(handle);
        running = false;
    }

    /// <summary>Runs to the end and resets: for statements without rows.</summary>
    /// <exception cref="SqliteException">The statement failed.</exception>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    internal void Ready()
    {
        Reset();
        Check(raw.sqlite3_clear_bindings(handle));
    }

    internal void Close() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw connection.Error(code);
    }
}
