using System.Text;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Batches.Formats;

public class DelimitedWriterTests
{
    private static readonly DelimitedFormat Csv = new() { Name = "csv" };

    private static readonly Value[] Mixed =
    [
        Value.Of("plain"), Value.Of("a,b"), Value.Of("say \"x\""), Value.Of("two\nlines"), Value.Of(45.00m), Value.Of(true), Value.Null, Value.Of(""),
        Value.Of(" edge "), Sheet.Json("""["a",{"b":1}]"""), Value.Of(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero)),
    ];

    [Theory]
    [InlineData(Quoting.Minimal, "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",45.00,true,,,\" edge \",\"[\"\"a\"\",{\"\"b\"\":1}]\",2026-11-21T08:00:00Z\r\n")]
    [InlineData(Quoting.All, "\"plain\",\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"45.00\",\"true\",\"\",\"\",\" edge \",\"[\"\"a\"\",{\"\"b\"\":1}]\",\"2026-11-21T08:00:00Z\"\r\n")]
    [InlineData(Quoting.Text, "\"plain\",\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",45.00,true,,\"\",\" edge \",\"[\"\"a\"\",{\"\"b\"\":1}]\",\"2026-11-21T08:00:00Z\"\r\n")]
    public async Task Values_are_quoted_as_the_format_says(Quoting quoting, string expected)
    {
        var columns = Sheet.Columns([.. Mixed.Select((_, i) => $"c{i}")]);

        Assert.Equal(expected, await Sheet.TextAsync(Csv with { Quoting = quoting, Header = false }, columns, Mixed));
    }

    [Fact]
    public async Task Header_and_line_ends_and_delimiters_are_those_of_the_format()
    {
        var format = new DelimitedFormat { Name = "delimited", Delimiter = "|", Quote = '\'', Text = new() { CarriageReturn = false } };

        Assert.Equal("a|'b|c'\nx,y|'it''s'\n", await Sheet.TextAsync(format, Sheet.Columns("a", "b|c"), Sheet.Texts("x,y", "it's")));
        Assert.Equal("\"a\tb\"\tc\r\n", await Sheet.TextAsync(Csv with { Delimiter = "\t", Header = false }, Sheet.Columns("x", "y"), Sheet.Texts("a\tb", "c")));
    }

    [Fact]
    public async Task Delimiter_of_several_characters_is_never_shifted_by_a_value()
    {
        var format = Csv with { Delimiter = "||", Header = false };

        Assert.Equal(
            "a|b||\"c|\"||\"d||e\"||f\r\n", await Sheet.TextAsync(format, Sheet.Columns("a", "b", "c", "d"), Sheet.Texts("a|b", "c|", "d||e", "f")));
    }

    [Theory]
    [InlineData("=1+1", true)]
    [InlineData("@SUM(A1)", true)]
    [InlineData("+cmd|' /C calc'!A0", true)]
    [InlineData("-2+3+cmd|' /C calc'!A0", true)]
    [InlineData("\t=1", true)]
    [InlineData("\r=1", true)]
    [InlineData("\uFF1D1+1", true)]
    [InlineData("-", true)]
    [InlineData("-A1", true)]
    [InlineData("-5", false)]
    [InlineData("-5.25", false)]
    [InlineData("+1 (555) 123-4567", false)]
    [InlineData("+15551234567", false)]
    [InlineData("a=1", false)]
    [InlineData("", false)]
    public async Task Text_that_a_spreadsheet_would_run_is_kept_from_it(string text, bool isGuarded)
    {
        var format = Csv with { Header = false, Quoting = Quoting.All };

        Assert.Equal($"\"{(isGuarded ? "'" : "")}{text}\"\r\n", await Sheet.TextAsync(format, Sheet.Columns("a"), Sheet.Texts(text)));
        Assert.Equal($"\"{text}\"\r\n", await Sheet.TextAsync(format with { GuardFormulas = false }, Sheet.Columns("a"), Sheet.Texts(text)));
    }

    [Fact]
    public async Task Negative_number_is_no_formula() =>
        Assert.Equal("-5\r\n", await Sheet.TextAsync(Csv with { Header = false }, Sheet.Columns("a"), [[Value.Of(-5m)]]));

    [Theory]
    [InlineData("a,b")]
    [InlineData("a\"b")]
    [InlineData("a\rb")]
    [InlineData("marker\n")]
    public async Task Row_that_would_need_quotes_is_left_out_where_there_are_none(string nasty)
    {
        var (file, problems) = await Sheet.TryWriteAsync(
            Csv with { Quoting = Quoting.None }, Sheet.Columns("a", "b"), Sheet.Texts("1", "2"), Sheet.Texts("first", nasty), Sheet.Texts("3", " 4"));

        Assert.Equal("a,b\r\n1,2\r\n3, 4\r\n", Encoding.UTF8.GetString(file));
        Assert.StartsWith("column `b`: holds the delimiter, a quote or a line end, expected none", Assert.Single(problems));
        Assert.DoesNotContain("marker", problems[0]);
    }

    [Fact]
    public async Task Row_without_any_character_is_still_a_row()
    {
        Assert.Equal("a\r\n\"\"\r\n", await Sheet.TextAsync(Csv, Sheet.Columns("a"), Sheet.Texts((string?)null)));

        var (_, problems) = await Sheet.TryWriteAsync(Csv with { Quoting = Quoting.None }, Sheet.Columns("a"), Sheet.Texts(""));
        Assert.StartsWith("column `a`: empty", Assert.Single(problems));
    }

    [Fact]
    public async Task Windows_1252_gets_the_nearest_letters_before_it_is_quoted_and_guarded()
    {
        var format = Csv with { Header = false, Text = new() { Encoding = TextEncoding.Windows1252 } };
        var file = await Sheet.WriteAsync(format, Sheet.Columns("a", "b", "c"), Sheet.Texts("Zażółć €", "e\u0301\u200Fx😀", "Müller"));

        Assert.Equal("Zaz\u00f3lc \u0080,ex?,M\u00fcller\r\n", Encoding.Latin1.GetString(file));
    }

    [Fact]
    public async Task Windows_1252_refuses_rows_where_missing_characters_are_mistakes()
    {
        var format = Csv with { Header = false, Text = new() { Encoding = TextEncoding.Windows1252, Missing = MissingCharacters.Error } };
        var (file, problems) = await Sheet.TryWriteAsync(format, Sheet.Columns("a", "b"), Sheet.Texts("x", "marker ł"), Sheet.Texts("ü€", "ok"));

        Assert.Equal([0xFC, 0x80, .. ",ok\r\n"u8], file);
        Assert.Equal("column `b`: holds a character that windows-1252 lacks, expected only those that it has", Assert.Single(problems));
    }

    [Theory]
    [InlineData(TextEncoding.Utf8, false, new byte[] { (byte)'a' })]
    [InlineData(TextEncoding.Utf8, true, new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a' })]
    [InlineData(TextEncoding.Utf16, false, new byte[] { 0xFF, 0xFE, (byte)'a', 0 })]
    public async Task File_begins_with_the_mark_of_its_encoding_once(TextEncoding encoding, bool mark, byte[] expected)
    {
        var format = Csv with { Text = new() { Encoding = encoding, Mark = mark } };
        var rows = Enumerable.Repeat(Sheet.Texts(new string('x', 10_000)), 20);
        var file = await Sheet.WriteAsync(format, Sheet.Columns("a"), rows);

        Assert.Equal(expected, file[..expected.Length]);
        Assert.Equal(21, (encoding == TextEncoding.Utf16 ? Encoding.Unicode : Encoding.UTF8).GetString(file).Count(c => c == '\n'));
        Assert.Equal(-1, file.AsSpan(3).IndexOf("\uFEFF"u8));
    }

    [Fact]
    public async Task File_without_rows_has_its_header_alone() => Assert.Equal("a,b\r\n", await Sheet.TextAsync(Csv, Sheet.Columns("a", "b")));

    [Fact]
    public async Task Row_of_another_length_and_rows_after_the_end_are_faults_of_the_caller()
    {
        await using var writer = RowWriters.Open(Csv, Sheet.Columns("a", "b"), new MemoryStream());

        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.WriteAsync(Sheet.Texts("x"), CancellationToken.None));
        await writer.CompleteAsync(CancellationToken.None);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await writer.WriteAsync(Sheet.Texts("x", "y"), CancellationToken.None));
    }
}
