using System.Buffers;
using System.Collections.Immutable;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Finds what does not fit between a format and its columns, before any file is made.</summary>
public static class ColumnMistakes
{
    private static readonly SearchValues<char> NotInSheetNames = SearchValues.Create(@":\/?*[]");

    /// <summary>What is wrong and what was expected, in order of the columns; empty where a file can be written.</summary>
    public static ImmutableArray<string> Of(FileFormat format, ImmutableArray<BatchColumn> columns) =>
        columns.IsDefaultOrEmpty ? ["no columns, expected at least one"] : [.. format switch
        {
            DelimitedFormat delimited => Marks(delimited).Concat(delimited.Header ? Headers(delimited, columns) : []),
            FixedFormat fixedWidth => FixedWidth(columns).Concat(fixedWidth.Header ? Headers(fixedWidth, columns) : []),
            XlsxFormat xlsx => Sheet(xlsx, columns),
            XmlFormat xml => Xml(xml, columns),
            JsonFormat => Repeated(columns.Select(c => c.Name)),
            _ => [],
        }];

    private static IEnumerable<string> Marks(DelimitedFormat format)
    {
        if (format.Delimiter.Length == 0 || format.Delimiter.Contains(format.Quote) || format.Delimiter.AsSpan().ContainsAny("\r\n\0"))
        {
            yield return "the delimiter is empty or holds the quote, a line end or NUL, expected a character such as `,` or `|`";
        }

        if (format.Quote is '\r' or '\n' or '\0' || char.IsSurrogate(format.Quote))
        {
            yield return "the quote is a line end, NUL or half a character, expected a character such as `\"`";
        }

        if (!Holds(format.Text, format.Delimiter + format.Quote))
        {
            yield return "windows-1252 lacks the delimiter or the quote, expected characters that it has";
        }
    }

    private static IEnumerable<string> Headers(DelimitedFormat format, ImmutableArray<BatchColumn> columns)
    {
        var isUnquoted = format.Quoting == Quoting.None && format.Delimiter.Length > 0;
        foreach (var column in columns)
        {
            if (isUnquoted && new DelimitedMarks(format).HeldBy(column.Name))
            {
                yield return $"column `{column.Name}`: holds the delimiter, a quote or a line end, expected none of them where values are "
                    + "not quoted";
            }

            if (IsLacking(format.Text, column.Name))
            {
                yield return Lacking(column);
            }
        }
    }

    private static IEnumerable<string> Headers(FixedFormat format, ImmutableArray<BatchColumn> columns) =>
        columns.Where(c => IsLacking(format.Text, c.Name)).Select(Lacking).Concat(format.Cut ? [] : columns
            .Where(c => c.Width is { } width && FixedText.Length(c.Name) > width)
            .Select(c => $"column `{c.Name}`: its name is longer than its width of {c.Width}, expected a shorter one or `cut`"));

    private static string Lacking(BatchColumn column) =>
        $"column `{column.Name}`: windows-1252 lacks a character of its name, expected only those that it has";

    private static bool IsLacking(TextOptions options, string name) => options.Missing == MissingCharacters.Error && !Holds(options, name);

    private static bool Holds(TextOptions options, string text) =>
        new CharacterSet(options with { Missing = MissingCharacters.Error }).TryFit(ref text);

    private static IEnumerable<string> FixedWidth(ImmutableArray<BatchColumn> columns) =>
        columns.Where(c => c.Width is not > 0).Select(c => $"column `{c.Name}`: no width, expected `width:` with its characters")
            .Concat(columns.Where(c => c.Fill is < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' || char.IsSurrogate(c.Fill))
                .Select(c => $"column `{c.Name}`: the fill is a control character, expected a character such as a space or 0"));

    private static IEnumerable<string> Sheet(XlsxFormat format, ImmutableArray<BatchColumn> columns)
    {
        if (columns.Length > XlsxLimits.Columns)
        {
            yield return $"{columns.Length} columns, expected at most {XlsxLimits.Columns}, as many as a sheet has";
        }

        var name = format.Sheet;
        if (name.Length is 0 or > XlsxLimits.SheetName || name.AsSpan().ContainsAny(NotInSheetNames) || name.Any(char.IsControl)
            || name[0] == '\'' || name[^1] == '\'')
        {
            yield return $"the sheet's name `{name}`, expected 1 to {XlsxLimits.SheetName} characters, without : \\ / ? * [ ] and no ' at its ends";
        }

        foreach (var column in columns)
        {
            if (column.Name.Length > XlsxLimits.Text)
            {
                yield return $"a column's name of {column.Name.Length} characters, expected at most {XlsxLimits.Text}";
            }

            if (column.Width is <= 0 or > XlsxLimits.Width)
            {
                yield return $"column `{column.Name}`: width {column.Width}, expected 1 to {XlsxLimits.Width}";
            }
        }
    }

    private static IEnumerable<string> Xml(XmlFormat format, ImmutableArray<BatchColumn> columns)
    {
        foreach (var (key, name) in new[] { ("root", format.Root), ("row", format.Row) })
        {
            if (XmlRowNames.Valid(name) != name)
            {
                yield return $"`{key}: {name}` is no XML name, expected letters, digits, -, _ and no spaces";
            }
        }

        foreach (var mistake in Repeated(columns.Select(c => XmlRowNames.OfColumn(c.Name))))
        {
            yield return mistake;
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Skip(1).Any())
            .Select(g => $"two columns are called `{g.Key}` in the file, expected a name of its own for each");
}
