using System.Collections.Immutable;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>
/// Writes CSV, TSV and the like (RFC 4180). Our own rather than CsvHelper's writer: a row with a problem is taken back whole, numbers go
/// into the block without a text of their own, and a value is fitted to the encoding before it is known whether it needs quotes.
/// </summary>
internal sealed class DelimitedWriter : RowWriter
{
    /// <summary>Longest decimal: 29 digits, sign, point, and the zeros of its scale.</summary>
    private const int DecimalCharacters = 64;

    private readonly DelimitedFormat _format;
    private readonly ImmutableArray<BatchColumn> _columns;
    private readonly CharacterSet _set;
    private readonly TextBuffer _buffer;

    private readonly DelimitedMarks _marks;

    public DelimitedWriter(DelimitedFormat format, ImmutableArray<BatchColumn> columns, Stream to)
        : base(columns.Length)
    {
        _format = format;
        _columns = columns;
        _set = new(format.Text);
        _buffer = new(format.Text, _set, to);
        _marks = new(format);
        if (format.Header)
        {
            WriteHeader();
        }
    }

    private protected override bool IsFull => _buffer.IsFull;

    private protected override string? Append(IReadOnlyList<Value> row)
    {
        var start = _buffer.Length;
        for (var i = 0; i < row.Count; i++)
        {
            if (i > 0)
            {
                _buffer.Append(_format.Delimiter);
            }

            if (Append(row[i], i) is { } problem)
            {
                _buffer.Length = start;
                return problem;
            }
        }

        return EndRow(start);
    }

    private protected override ValueTask FlushAsync(CancellationToken cancellation) => _buffer.FlushAsync(cancellation);

    private protected override ValueTask EndAsync(CancellationToken cancellation) => _buffer.FlushAsync(cancellation);

    private void WriteHeader()
    {
        var start = _buffer.Length;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (i > 0)
            {
                _buffer.Append(_format.Delimiter);
            }

            // Names that do not fit are mistakes of the configuration, see ColumnMistakes.
            var name = _columns[i].Name;
            _set.TryFit(ref name);
            AppendQuoted(name, _format.Quoting != Quoting.None && (_format.Quoting != Quoting.Minimal || _marks.NeedQuotes(name)));
        }

        EndRow(start);
    }

    /// <summary>An empty line would be no row to most readers: the one value that it holds is quoted.</summary>
    private string? EndRow(int start)
    {
        if (_buffer.Length == start)
        {
            if (_format.Quoting == Quoting.None)
            {
                return $"column `{_columns[0].Name}`: empty, expected a value: a line without any is no row where values are not quoted";
            }

            _buffer.Append(_format.Quote, 2);
        }

        _buffer.EndLine();
        return null;
    }

    private string? Append(Value value, int column)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                if (_format.Quoting == Quoting.All)
                {
                    _buffer.Append(_format.Quote, 2);
                }

                return null;
            case ValueKind.Number:
                Span<char> digits = stackalloc char[DecimalCharacters];
                value.AsNumber.TryFormat(digits, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
                return AppendField(digits[..length], column, isText: false);
            case ValueKind.Boolean:
                return AppendField(value.AsBoolean ? "true" : "false", column, isText: false);
            default:
                var text = value.ToText();
                if (!_set.TryFit(ref text))
                {
                    return $"column `{_columns[column].Name}`: holds a character that windows-1252 lacks, expected only those that it has";
                }

                if (_format.GuardFormulas && FormulaGuard.Runs(text))
                {
                    text = "'" + text;
                }

                return AppendField(text, column, isText: true);
        }
    }

    private string? AppendField(ReadOnlySpan<char> text, int column, bool isText)
    {
        if (_format.Quoting == Quoting.None)
        {
            _buffer.Append(text);
            return _marks.HeldBy(text)
                ? $"column `{_columns[column].Name}`: holds the delimiter, a quote or a line end, expected none of them where values are "
                    + "not quoted"
                : null;
        }

        AppendQuoted(text, _format.Quoting == Quoting.All || (isText && _format.Quoting == Quoting.Text) || _marks.NeedQuotes(text));
        return null;
    }

    private void AppendQuoted(ReadOnlySpan<char> text, bool quoted)
    {
        if (!quoted)
        {
            _buffer.Append(text);
            return;
        }

        _buffer.Append(_format.Quote);
        _buffer.AppendDoubling(text, _format.Quote);
        _buffer.Append(_format.Quote);
    }
}
