using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>
/// Writes rows into one file as they come, holding some of them at most: open it with <see cref="RowWriters.Open"/>, write each row, and
/// complete it. A file that was not completed is not a whole file. Not for several threads at once. The stream stays open.
/// </summary>
public abstract class RowWriter : IAsyncDisposable
{
    /// <summary>Bytes that are collected before they are written: 64 KB, beyond which larger writes gain nothing on files.</summary>
    internal const int BlockBytes = 65_536;

    private readonly int _columns;
    private bool _complete;

    private protected RowWriter(int columns) => _columns = columns;

    /// <summary>How many rows were written, without the header.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether enough is collected for a block.</summary>
    private protected abstract bool IsFull { get; }

    /// <summary>Writes one row.</summary>
    /// <param name="row">A value for each column, in their order.</param>
    /// <returns>Null when it was written; else its problem: the column, what is wrong and what was expected, never the value. Nothing of
    /// the row is in the file then, and the next can be written.</returns>
    /// <exception cref="ArgumentException">The row has not as many values as there are columns.</exception>
    public ValueTask<string?> WriteAsync(IReadOnlyList<Value> row, CancellationToken cancellation)
    {
        if (row.Count != _columns)
        {
            throw new ArgumentException($"a row of {row.Count} values, expected {_columns}: one for each column", nameof(row));
        }

        ObjectDisposedException.ThrowIf(_complete, this);
        if (Append(row) is { } problem)
        {
            return new(problem);
        }

        Rows++;
        return IsFull ? FlushRowAsync(cancellation) : default;
    }

    /// <summary>Writes what ends the file; no row can be written after it.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        _complete = true;
        await EndAsync(cancellation);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        _complete = true;
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Adds a row to what is collected; nothing of it where it has a problem.</summary>
    private protected abstract string? Append(IReadOnlyList<Value> row);

    /// <summary>Writes what is collected.</summary>
    private protected abstract ValueTask FlushAsync(CancellationToken cancellation);

    /// <summary>Adds what ends the file, and writes it.</summary>
    private protected abstract ValueTask EndAsync(CancellationToken cancellation);

    private async ValueTask<string?> FlushRowAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        return null;
    }
}
