using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Reads rows of CSV, TSV and the like. A byte order mark decides on the encoding, else the format does; bytes that mean nothing
/// in it become U+FFFD.</summary>
internal static class DelimitedRecords
{
    /// <summary>What the parser cannot read; null where it can read the format.</summary>
    public static string? Mistake(DelimitedFormat format) =>
        format.Delimiter is not [< '\u0080'] || format.Delimiter[0] == format.Quote || !char.IsAscii(format.Quote)
            ? "feedback files are read with a delimiter and a quote of one ASCII character each, expected for instance `,` and `\"`"
            : null;

    public static async IAsyncEnumerable<FeedbackRecord> ReadAsync(
        Stream file, DelimitedFormat format, FeedbackLimits limits, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var text = new StreamReader(
            file, new CharacterSet(format.Text).Encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        await using var reader = CsvReader.Create(text, Options(format, limits), leaveOpen: true);
        string[]? names = format.Header ? null : [];
        for (var line = 1L; ; line = reader.LineNumber)
        {
            var (isRow, problem) = await NextAsync(reader, limits, cancellation);
            if (problem is not null)
            {
                yield return new(line, default, problem);
            }

            if (!isRow)
            {
                yield break;
            }

            if (names is null)
            {
                names = Fields(reader);
                continue;
            }

            yield return Record(reader, format, names, limits);
        }
    }

    private static async ValueTask<(bool IsRow, string? Problem)> NextAsync(
        CsvReader reader, FeedbackLimits limits, CancellationToken cancellation)
    {
        try
        {
            return (await reader.ReadAsync(cancellation), null);
        }
        catch (CsvFormatException)
        {
            // Its message may repeat what is in the row.
            return (
                false, $"after this line: a row of more than {limits.Row} bytes, or a quote that is never closed; nothing of it is read");
        }
    }

    private static FeedbackRecord Record(CsvReader reader, DelimitedFormat format, string[] names, FeedbackLimits limits)
    {
        var count = reader.FieldCount;
        if (count > limits.Columns)
        {
            return new(reader.LineNumber, default, $"{count} columns, expected at most {limits.Columns}");
        }

        if (format.Header && count != names.Length)
        {
            return new(reader.LineNumber, default, $"{count} columns, expected {names.Length} as in the header");
        }

        for (var i = 0; i < count; i++)
        {
            if (reader.GetRawSpan(i).Length > limits.Field)
            {
                return new(reader.LineNumber, default, $"a value of more than {limits.Field} bytes");
            }
        }

        return new(reader.LineNumber, Row(names, Fields(reader)));
    }

    private static string[] Fields(CsvReader reader)
    {
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = reader.GetString(i).Trim();
        }

        return fields;
    }

    private static Value Row(string[] names, string[] fields)
    {
        var members = new KeyValuePair<string, Value>[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            var name = i < names.Length ? names[i] : string.Create(CultureInfo.InvariantCulture, $"column_{i + 1}");
            members[i] = new(name, Value.Of(fields[i]));
        }

        return Value.Of(ValueObject.From(members));
    }

    private static CsvReaderOptions Options(DelimitedFormat format, FeedbackLimits limits) => new()
    {
        Separator = format.Delimiter[0],
        Quote = format.Quote,
        Mode = format.Quoting == Quoting.None ? CsvMode.NoEscape : CsvMode.Rfc4180,
        HasHeader = false,
        MaxRecordSize = limits.Row,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
    };
}
