using LeadDelivery.Core.Batches.Formats;

namespace LeadDelivery.Core.Tests.Batches.Formats;

public class ColumnMistakesTests
{
    private static readonly XlsxFormat Xlsx = new() { Name = "xlsx" };
    private static readonly XmlFormat Xml = new() { Name = "xml" };
    private static readonly DelimitedFormat Csv = new() { Name = "csv" };

    public static TheoryData<FileFormat, string[], string> Mistakes => new()
    {
        { Csv, [], "no columns" },
        { Csv with { Delimiter = "" }, ["a"], "the delimiter is empty" },
        { Csv with { Delimiter = "\"" }, ["a"], "the delimiter is empty" },
        { Csv with { Quote = '\n' }, ["a"], "the quote is a line end" },
        { Csv with { Delimiter = "ł", Text = new() { Encoding = TextEncoding.Windows1252 } }, ["a"], "windows-1252 lacks the delimiter" },
        { Csv with { Quoting = Quoting.None }, ["a,b"], "column `a,b`: holds the delimiter" },
        { new FixedFormat { Name = "fixed" }, ["a"], "column `a`: no width" },
        { Xlsx with { Sheet = "a/b" }, ["a"], "the sheet's name `a/b`" },
        { Xlsx with { Sheet = new string('x', 32) }, ["a"], "the sheet's name" },
        { Xlsx, [.. Enumerable.Range(0, 16_385).Select(i => $"c{i}")], "16385 columns, expected at most 16384" },
        { Xml with { Row = "a b" }, ["a"], "`row: a b` is no XML name" },
        { Xml, ["a b", "a_b"], "two columns are called `a_b`" },
        { new JsonFormat { Name = "json" }, ["a", "a"], "two columns are called `a`" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Columns_that_do_not_fit_are_told_before_a_file_is_made(FileFormat format, string[] names, string expected)
    {
        var columns = Sheet.Columns(names);

        Assert.StartsWith(expected, ColumnMistakes.Of(format, columns)[0]);
        Assert.Throws<ArgumentException>(() => RowWriters.Open(format, columns, Stream.Null));
    }

    [Fact]
    public void Columns_that_fit_are_no_mistake() => Assert.All(
        (FileFormat[])[Csv, Xlsx, Xml, new JsonFormat { Name = "json" }], format => Assert.Empty(ColumnMistakes.Of(format, Sheet.Columns("a", "@b"))));
}
