using System.Collections.Immutable;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Finds what does not fit between a format and its columns, before any file is made.</summary>
public static class ColumnMistakes
{
    /// <summary>What is wrong, in order of the columns; empty where a file can be written.</summary>
    public static ImmutableArray<ColumnMistake> Of(FileFormat format, ImmutableArray<BatchColumn> columns) =>
        columns.Length is 0 or > XlsxLimits.Columns
            ? [new("columns", $"expected 1 to {XlsxLimits.Columns} columns, found {columns.Length}")]
            : [.. format switch
            {
                DelimitedFormat delimited => Marks(delimited).Concat(delimited.Header ? Headers(delimited, columns) : []),
                FixedFormat fixedWidth => FixedWidth(columns).Concat(fixedWidth.Header ? Headers(fixedWidth, columns) : []),
                XlsxFormat xlsx => Sheet(xlsx, columns),
                XmlFormat xml => Xml(xml, columns),
                JsonFormat => Repeated(columns.Select(c => c.Name)),
                _ => [],
            }];

    private static ColumnMistake At(BatchColumn column, string message) => new("columns." + column.Name, message);

    private static IEnumerable<ColumnMistake> Marks(DelimitedFormat format)
    {
        var (delimiter, quote) = ($"{format.Name}.delimiter", $"{format.Name}.quote");
        if (format.Delimiter.Length == 0 || format.Delimiter.AsSpan().ContainsAny("\r\n\0"))
        {
            yield return new(delimiter, "the delimiter is empty or holds a line end or NUL, expected a character such as `,` or `|`");
        }

        if (format.Delimiter.Contains(format.Quote))
        {
            yield return new(delimiter, "the delimiter holds the quote, expected two different ones");
        }

        if (format.Quote is '\r' or '\n' or '\0' || char.IsSurrogate(format.Quote))
        {
            yield return new(quote, "the quote is a line end, NUL or half a character, expected a character such as `\"`");
        }

        if (!Holds(format.Text, format.Delimiter + format.Quote))
        {
            yield return new(delimiter, "windows-1252 lacks the delimiter or the quote, expected characters that it has");
        }
    }

    private static IEnumerable<ColumnMistake> Headers(DelimitedFormat format, ImmutableArray<BatchColumn> columns)
    {
        var isUnquoted = format.Quoting == Quoting.None && format.Delimiter.Length > 0;
        foreach (var column in columns)
        {
            if (isUnquoted && new DelimitedMarks(format).HeldBy(column.Name))
            {
                yield return At(column, "its name holds the delimiter, a quote or a line end, expected none of them where values are not quoted");
            }

            if (IsLacking(format.Text, column.Name))
            {
                yield return Lacking(column);
            }
        }
    }

    private static IEnumerable<ColumnMistake> Headers(FixedFormat format, ImmutableArray<BatchColumn> columns) =>
        columns.Where(c => IsLacking(format.Text, c.Name)).Select(Lacking).Concat(format.Cut ? [] : columns
            .Where(c => c.Width is { } width && FixedText.Length(c.Name) > width)
            .Select(c => At(c, $"its name is longer than its width of {c.Width}, expected a shorter one or `cut`")));

    private static ColumnMistake Lacking(BatchColumn column) =>
        At(column, "windows-1252 lacks a character of its name, expected only those that it has");

    private static bool IsLacking(TextOptions options, string name) => options.Missing == MissingCharacters.Error && !Holds(options, name);

    private static bool Holds(TextOptions options, string text) =>
        new CharacterSet(options with { Missing = MissingCharacters.Error }).TryFit(ref text);

    private static IEnumerable<ColumnMistake> FixedWidth(ImmutableArray<BatchColumn> columns) =>
        columns.Where(c => c.Width is not > 0).Select(c => At(c, "has no width, expected $width, in characters, for the format fixed"))
            .Concat(columns.Where(c => c.Fill is < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' || char.IsSurrogate(c.Fill))
                .Select(c => At(c, "its $fill is a control character, expected a character such as a space or 0")));

    private static IEnumerable<ColumnMistake> Sheet(XlsxFormat format, ImmutableArray<BatchColumn> columns)
    {
        if (XlsxLimits.SheetNameMistake(format.Sheet) is { } mistake)
        {
            yield return new("xlsx.sheet", mistake);
        }

        foreach (var column in columns)
        {
            if (column.Name.Length > XlsxLimits.Text)
            {
                yield return new("columns", $"a column's name of {column.Name.Length} characters, expected at most {XlsxLimits.Text}");
            }

            if (column.Width is <= 0 or > XlsxLimits.Width)
            {
                yield return At(column, $"its $width is {column.Width}, expected 1 to {XlsxLimits.Width} in a sheet");
            }
        }
    }

    private static IEnumerable<ColumnMistake> Xml(XmlFormat format, ImmutableArray<BatchColumn> columns)
    {
        foreach (var (key, name) in new[] { ("root", format.Root), ("row", format.Row) })
        {
            if (XmlRowNames.Mistake(name) is { } mistake)
            {
                yield return new("xml." + key, mistake);
            }
        }

        foreach (var mistake in Repeated(columns.Select(c => XmlRowNames.OfColumn(c.Name))))
        {
            yield return mistake;
        }
    }

    private static IEnumerable<ColumnMistake> Repeated(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Skip(1).Any())
            .Select(g => new ColumnMistake("columns", $"two columns are called `{g.Key}` in the file, expected a name of its own for each"));
}
