using LeadDelivery.Core.Batches.Formats;

namespace LeadDelivery.Core.Tests.Batches.Formats;

public class ColumnMistakesTests
{
    private static readonly XlsxFormat Xlsx = new() { Name = "xlsx" };
    private static readonly XmlFormat Xml = new() { Name = "xml" };
    private static readonly DelimitedFormat Csv = new() { Name = "csv" };

    public static TheoryData<FileFormat, string[], string> Mistakes => new()
    {
        { Csv, [], "columns: expected 1 to 16384 columns, found 0" },
        { Csv with { Delimiter = "" }, ["a"], "csv.delimiter: the delimiter is empty" },
        { Csv with { Delimiter = "\"" }, ["a"], "csv.delimiter: the delimiter holds the quote" },
        { Csv with { Quote = '\n' }, ["a"], "csv.quote: the quote is a line end" },
        { Csv with { Delimiter = "ł", Text = new() { Encoding = TextEncoding.Windows1252 } }, ["a"], "csv.delimiter: windows-1252 lacks the delimiter" },
        { Csv with { Quoting = Quoting.None }, ["a,b"], "columns.a,b: its name holds the delimiter" },
        { new FixedFormat { Name = "fixed" }, ["a"], "columns.a: has no width" },
        { Xlsx with { Sheet = "a/b" }, ["a"], "xlsx.sheet: a sheet's name cannot hold any of [ ] : * ? / \\" },
        { Xlsx with { Sheet = new string('x', 32) }, ["a"], "xlsx.sheet: a sheet's name has 1 to 31 characters" },
        { Xlsx, [.. Enumerable.Range(0, 16_385).Select(i => $"c{i}")], "columns: expected 1 to 16384 columns, found 16385" },
        { Xml with { Row = "a b" }, ["a"], "xml.row: is not an XML name" },
        { Xml, ["a b", "a_b"], "columns: two columns are called `a_b`" },
        { new JsonFormat { Name = "json" }, ["a", "a"], "columns: two columns are called `a`" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Columns_that_do_not_fit_are_told_before_a_file_is_made(FileFormat format, string[] names, string expected)
    {
        var columns = Sheet.Columns(names);

        Assert.StartsWith(expected, ColumnMistakes.Of(format, columns)[0].ToString());
        Assert.Throws<ArgumentException>(() => RowWriters.Open(format, columns, Stream.Null));
    }

    [Fact]
    public void Columns_that_fit_are_no_mistake() => Assert.All(
        (FileFormat[])[Csv, Xlsx, Xml, new JsonFormat { Name = "json" }], format => Assert.Empty(ColumnMistakes.Of(format, Sheet.Columns("a", "@b"))));
}
