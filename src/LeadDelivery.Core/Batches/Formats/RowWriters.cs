using System.Collections.Immutable;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Opens the writer of a format.</summary>
public static class RowWriters
{
    /// <summary>Opens a file; its header is written with the first block.</summary>
    /// <param name="to">Receives the file from where it stands; it need not seek, and stays open.</param>
    /// <exception cref="ArgumentException">The columns do not fit the format: see <see cref="ColumnMistakes.Of"/>.</exception>
    public static RowWriter Open(FileFormat format, ImmutableArray<BatchColumn> columns, Stream to)
    {
        if (ColumnMistakes.Of(format, columns) is [var mistake, ..])
        {
            throw new ArgumentException(mistake.ToString(), nameof(columns));
        }

        return format switch
        {
            DelimitedFormat delimited => new DelimitedWriter(delimited, columns, to),
            FixedFormat fixedWidth => new FixedWriter(fixedWidth, columns, to),
            XlsxFormat xlsx => new XlsxWriter(xlsx, columns, to),
            XmlFormat xml => new XmlRowWriter(xml, columns, to),
            JsonFormat json => new JsonRowWriter(json, columns, to),
            _ => throw new ArgumentException($"the format `{format.Name}` has no writer", nameof(format)),
        };
    }
}
