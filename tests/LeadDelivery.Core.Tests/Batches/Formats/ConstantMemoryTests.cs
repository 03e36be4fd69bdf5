using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Packages;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Batches.Formats;

/// <summary>By itself: the memory that is looked at is the whole process's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "memory of the whole process";
}

[Collection(WholeProcess.Name)]
public class ConstantMemoryTests
{
    private const int Rows = 300_000;

    /// <summary>What a writer may hold: its blocks, and what the runtime leaves lying; the files have 15 to 80 MB.</summary>
    private const long Ceiling = 8_000_000;

    /// <summary>How often is looked: a writer that collects is found long before its end.</summary>
    private const int LookEvery = 50_000;

    public static TheoryData<FileFormat> Formats =>
    [
        new DelimitedFormat { Name = "csv" }, new FixedFormat { Name = "fixed" }, new XlsxFormat { Name = "xlsx" }, new XmlFormat { Name = "xml" },
        new JsonFormat { Name = "json" }, new JsonFormat { Name = "ndjson", Lines = true },
    ];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Rows_stream_without_being_held(FileFormat format)
    {
        Value[] row = [Value.Of("Ann"), Value.Of("12 Main St, Apt 5"), Value.Of(45.50m), Value.Of(true), Value.Of("say \"x\"")];
        await using var digest = new DigestStream(Stream.Null);
        await using var writer = RowWriters.Open(format, [.. row.Select((_, i) => Sheet.Column($"c{i}", 20))], digest);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i <= Rows; i++)
        {
            Assert.Null(await writer.WriteAsync(row, CancellationToken.None));
            if (i % LookEvery == 0)
            {
                Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Ceiling);
            }
        }

        await writer.CompleteAsync(CancellationToken.None);
        Assert.Equal(Rows, writer.Rows);
        Assert.True(digest.Length > (format is XlsxFormat ? 1_000_000 : Ceiling));
    }
}
