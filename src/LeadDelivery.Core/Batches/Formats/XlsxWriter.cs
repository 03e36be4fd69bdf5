using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>
/// Writes a workbook of one sheet, row by row into the archive. Written here and not with DocumentFormat.OpenXml, whose packages are opened
/// for reading and writing and then held in memory whole. Cells hold their own texts: a table of shared ones would have to be kept.
/// Numbers, booleans and dates have their types; so have texts that are ISO dates, and texts that are what their column's
/// <see cref="BatchColumn.CellFormat"/> shows. A text is never a formula.
/// </summary>
internal sealed class XlsxWriter : RowWriter
{
    /// <summary>The earliest time that archives know, so that the same rows make the same file.</summary>
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly XlsxFormat _format;
    private readonly ImmutableArray<BatchColumn> _columns;
    private readonly ImmutableArray<byte[]> _letters;
    private readonly XlsxStyles _styles;
    private readonly XlsxCells _cells;
    private readonly BlockBuffer _buffer = new();
    private readonly ZipArchive _archive;
    private Stream? _sheet;
    private int _row;

    public XlsxWriter(XlsxFormat format, ImmutableArray<BatchColumn> columns, Stream to)
        : base(columns.Length)
    {
        _format = format;
        _columns = columns;
        _letters = [.. Enumerable.Range(0, columns.Length).Select(i => Encoding.ASCII.GetBytes(Letters(i)))];
        _styles = new(columns);
        _cells = new(_buffer, columns, _styles);
        _archive = new(to, ZipArchiveMode.Create, leaveOpen: true);
        _buffer.Write(Encoding.UTF8.GetBytes(XlsxParts.BeforeRows(format, columns)));
        if (format.Header)
        {
            WriteHeader();
        }
    }

    private protected override bool IsFull => _buffer.IsFull;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        // The archive writes its end when it is disposed: a file that was not completed is left without, and cannot be opened.
        _sheet = null;
        await base.DisposeAsync();
    }

    private protected override string? Append(IReadOnlyList<Value> row)
    {
        if (_row == XlsxLimits.Rows)
        {
            return $"the sheet is full, expected at most {XlsxLimits.Rows} rows in an XLSX file, its header among them";
        }

        var start = _buffer.Length;
        StartRow(_row + 1);
        for (var i = 0; i < row.Count; i++)
        {
            if (row[i].IsNull)
            {
                continue;
            }

            StartCell(i, _row + 1);
            if (_cells.Write(i, row[i]) is { } problem)
            {
                _buffer.Length = start;
                return problem;
            }
        }

        _buffer.Write("</row>"u8);
        _row++;
        return null;
    }

    private protected override async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_sheet is null)
        {
            foreach (var (name, content) in XlsxParts.Of(_format, _styles))
            {
                await using var part = await OpenAsync(name, cancellation);
                await part.WriteAsync(Encoding.UTF8.GetBytes(content), cancellation);
            }

            _sheet = await OpenAsync(XlsxParts.SheetPart, cancellation);
        }

        await _buffer.WriteToAsync(_sheet, cancellation);
    }

    private protected override async ValueTask EndAsync(CancellationToken cancellation)
    {
        _buffer.Write(XlsxParts.AfterRows);
        await FlushAsync(cancellation);
        await _sheet!.DisposeAsync();
        await _archive.DisposeAsync();
    }

    private Task<Stream> OpenAsync(string name, CancellationToken cancellation)
    {
        // Most of the time of a workbook goes into deflating it.
        var entry = _archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = EntryTime;
        return entry.OpenAsync(cancellation);
    }

    private void WriteHeader()
    {
        _row = 1;
        StartRow(_row);
        for (var i = 0; i < _columns.Length; i++)
        {
            StartCell(i, _row);
            _cells.WriteText(_columns[i].Name, XlsxStyles.Header);
        }

        _buffer.Write("</row>"u8);
    }

    private void StartRow(int row)
    {
        _buffer.Write("<row r=\""u8);
        WriteNumber(row);
        _buffer.Write("\">"u8);
    }

    /// <summary><c>&lt;c r="B17"</c></summary>
    private void StartCell(int column, int row)
    {
        _buffer.Write("<c r=\""u8);
        _buffer.Write(_letters[column]);
        WriteNumber(row);
        _buffer.Write("\""u8);
    }

    private void WriteNumber(int number)
    {
        number.TryFormat(_buffer.GetSpan(11), out var length, default, CultureInfo.InvariantCulture);
        _buffer.Advance(length);
    }

    private static string Letters(int column) =>
        (column < 26 ? "" : Letters((column / 26) - 1)) + (char)('A' + (column % 26));
}
