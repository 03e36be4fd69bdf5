using LeadDelivery.Core.Ports;

namespace LeadDelivery.Embedded.Storage;

/// <summary>The journal's open transaction as a <see cref="JournalEntry"/> sees it. Not to be kept past <see cref="JournalEntry.Apply"/>.</summary>
public sealed class JournalTransaction
{
    private readonly SqliteConnection connection;
    private readonly RecordTable records;

    internal JournalTransaction(SqliteConnection connection, RecordTable records)
    {
        this.connection = connection;
        this.records = records;
    }

    /// <summary>
    /// The statement for this text, prepared once and cached for good, so the text must be one of a fixed set. It comes reset
    /// and without bindings; asking for the same text twice gives the same statement.
    /// </summary>
    public SqliteStatement Statement(string sql) => connection.Statement(sql);

    /// <summary>
    /// Checks the condition of every operation, then writes all. Returns -1, or the index of the first operation whose
    /// condition failed: then nothing was written. No two operations may name one row.
    /// </summary>
    public int Apply(IReadOnlyList<RecordOperation> operations) => records.Apply(connection, operations);
}
