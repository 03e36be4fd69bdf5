using System.Collections.Immutable;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Writes lines in which each value has its column's width (<see cref="FixedText"/>).</summary>
internal sealed class FixedWriter : RowWriter
{
    private readonly FixedFormat _format;
    private readonly ImmutableArray<BatchColumn> _columns;
    private readonly CharacterSet _set;
    private readonly TextBuffer _buffer;

    public FixedWriter(FixedFormat format, ImmutableArray<BatchColumn> columns, Stream to)
        : base(columns.Length)
    {
        _format = format;
        _columns = columns;
        _set = new(format.Text);
        _buffer = new(format.Text, _set, to);
        if (format.Header)
        {
            foreach (var column in columns)
            {
                Append(column.Name, column, ' ');
            }

            _buffer.EndLine();
        }
    }

    private protected override bool IsFull => _buffer.IsFull;

    private protected override string? Append(IReadOnlyList<Value> row)
    {
        var start = _buffer.Length;
        for (var i = 0; i < row.Count; i++)
        {
            if (Append(row[i].ToText(), _columns[i], _columns[i].Fill) is { } problem)
            {
                _buffer.Length = start;
                return problem;
            }
        }

        _buffer.EndLine();
        return null;
    }

    private protected override ValueTask FlushAsync(CancellationToken cancellation) => _buffer.FlushAsync(cancellation);

    private protected override ValueTask EndAsync(CancellationToken cancellation) => _buffer.FlushAsync(cancellation);

    private string? Append(string value, BatchColumn column, char fill)
    {
        if (!_set.TryFit(ref value))
        {
            return $"column `{column.Name}`: holds a character that windows-1252 lacks, expected only those that it has";
        }

        var text = FixedText.OnOneLine(value).AsSpan();
        var width = column.Width!.Value;
        var length = FixedText.Length(text);
        if (length > width)
        {
            if (!_format.Cut)
            {
                return $"column `{column.Name}`: {length} characters, expected at most {width}";
            }

            text = FixedText.Cut(text, width);
            length = FixedText.Length(text);
        }

        if (column.Right)
        {
            _buffer.Append(fill, width - length);
        }

        _buffer.Append(text);
        if (!column.Right)
        {
            _buffer.Append(fill, width - length);
        }

        return null;
    }
}
