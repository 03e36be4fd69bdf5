using System.Collections.Immutable;
using System.Text;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Tests.Batches;

/// <summary>Columns, and rows written as files.</summary>
internal static class Sheet
{
    private static readonly FieldMapping Mapping = FieldMapping.Compile(ValueJson.Parse("{}"u8), out _)!;

    public static ImmutableArray<BatchColumn> Columns(params string[] names) => [.. names.Select(n => Column(n))];

    public static BatchColumn Column(string name, int? width = null) => new() { Name = name, Value = Mapping, Width = width };

    public static Value Json(string json) => ValueJson.Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>The file, every row of which must be written.</summary>
    public static async Task<byte[]> WriteAsync(FileFormat format, ImmutableArray<BatchColumn> columns, params IEnumerable<Value[]> rows)
    {
        var (file, problems) = await TryWriteAsync(format, columns, rows);
        Assert.Empty(problems);
        return file;
    }

    /// <summary>The file and the problems of its rows.</summary>
    public static async Task<(byte[] File, List<string> Problems)> TryWriteAsync(
        FileFormat format, ImmutableArray<BatchColumn> columns, params IEnumerable<Value[]> rows)
    {
        var file = new MemoryStream();
        var problems = new List<string>();
        await using (var writer = RowWriters.Open(format, columns, file))
        {
            var written = 0;
            foreach (var row in rows)
            {
                if (await writer.WriteAsync(row, CancellationToken.None) is { } problem)
                {
                    problems.Add(problem);
                }
                else
                {
                    written++;
                }
            }

            Assert.Equal(written, writer.Rows);
            await writer.CompleteAsync(CancellationToken.None);
        }

        return (file.ToArray(), problems);
    }

    public static async Task<string> TextAsync(FileFormat format, ImmutableArray<BatchColumn> columns, params IEnumerable<Value[]> rows) =>
        Encoding.UTF8.GetString(await WriteAsync(format, columns, rows));

    public static Value[] Texts(params string?[] texts) => [.. texts.Select(Value.Of)];
}
