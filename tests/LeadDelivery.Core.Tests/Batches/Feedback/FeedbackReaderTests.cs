using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Batches.Feedback;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Language;
using Outcome = LeadDelivery.Core.Delivery.Outcome;

namespace LeadDelivery.Core.Tests.Batches.Feedback;

public class FeedbackReaderTests
{
    private static readonly DelimitedFormat Csv = new() { Name = "csv" };
    private static readonly JsonFormat Json = new() { Name = "json" };
    private static readonly JsonFormat Lines = new() { Name = "ndjson", Lines = true };

    private static readonly FeedbackRow[] Three =
    [
        new(2, new("L1", 0, Outcome.Success, "thanks", null, 45.50m), null),
        new(3, new("L2", 1, Outcome.Duplicate, "known, twice", null, null), null),
        new(4, new("L3", 2, Outcome.Failure, null, null, 0), null),
    ];

    [Theory]
    [InlineData(",", "Lead Id,status,Why,pays\r\nL1,OK,thanks,$45.50\r\nL2,dup,\"known, twice\",\r\nL3,no,,0\r\n")]
    [InlineData("|", "\uFEFF Lead Id |status|Why|pays\nL1|ok| thanks |45.50 USD\nL2|dup|known, twice|\nL3|no||0")]
    public async Task Delimited_rows_are_evaluated_by_the_rules(string delimiter, string file) =>
        Assert.Equal(Three, await ReadAsync(Csv with { Delimiter = delimiter }, Encoding.UTF8.GetBytes(file)));

    [Fact]
    public async Task Encodings_are_known_by_their_mark_or_by_the_format()
    {
        const string File = "Lead Id;status;Why;pays\nL1;ok;Größe €;1\n";
        var windows = Csv with { Delimiter = ";", Text = new() { Encoding = TextEncoding.Windows1252 } };
        byte[] utf16 = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(File)];
        var bytes = Encoding.Latin1.GetBytes(File.Replace('€', '\u0080'));

        Assert.Equal("Größe €", (await ReadAsync(windows, bytes)).Single().Reply!.Reason);
        Assert.Equal("Größe €", (await ReadAsync(windows, utf16)).Single().Reply!.Reason);
        Assert.Equal("Gr\uFFFD\uFFFDe \uFFFD", (await ReadAsync(Csv with { Delimiter = ";" }, bytes)).Single().Reply!.Reason);
    }

    [Fact]
    public async Task Rows_that_say_nothing_are_problems_with_their_line_and_the_rest_is_read()
    {
        var rows = await ReadAsync(Csv, "Lead Id,status,Why,pays\n,ok,marker,1\n\nmarker,ok\nL3,\"no\nno\",x,2\nL4,ok,,\n"u8.ToArray());

        Assert.Equal([2L, 4, 5, 7], rows.Select(r => r.Line));
        Assert.Contains("gives nothing, expected the id of a lead", rows[0].Problem);
        Assert.Equal("2 columns, expected 4 as in the header", rows[1].Problem);
        Assert.Equal("L3", rows[2].Reply!.Lead);
        Assert.Equal("L4", rows[3].Reply!.Lead);
        Assert.DoesNotContain(rows, r => r.Problem?.Contains("marker") == true);
    }

    [Fact]
    public async Task Columns_without_header_have_numbers()
    {
        var rules = Rules(Csv with { Header = false }) with { Lead = Parse("column_1"), Accepted = Parse("column_2 == 'ok'") };

        Assert.Equal([Outcome.Success, Outcome.Failure], (await ReadAsync(rules, "L1,ok\nL2,no\n"u8.ToArray())).Select(r => r.Reply!.Outcome));
    }

    [Fact]
    public async Task Ndjson_is_read_a_line_at_a_time_and_a_bad_line_is_one_problem()
    {
        var rows = await ReadAsync(
            Lines, "\uFEFF{\"Lead Id\":\"L1\",\"status\":\"ok\",\"pays\":2}\r\n{marker\n\n17\n{\"Lead Id\":4,\"status\":\"no\"}"u8.ToArray());

        Assert.Equal([1L, 2, 4, 5], rows.Select(r => r.Line));
        Assert.Equal(["is no JSON, expected an object", "is no object, expected one with a member for each column"], rows[1..3].Select(r => r.Problem));
        Assert.Equal(("L1", Outcome.Success, 2m), (rows[0].Reply!.Lead, rows[0].Reply!.Outcome, rows[0].Reply!.Price));
        Assert.Equal(("4", 3), (rows[3].Reply!.Lead, rows[3].Reply!.Index));
    }

    [Theory]
    [InlineData(null, "[{0},{1}]")]
    [InlineData(null, " \n[ {0} , {1} ] ")]
    [InlineData("rows", """{"first":{"rows":[1]},"list":[[]],"rows":"no","\u0072ows":[{0},{1}],"after":]""")]
    public async Task Json_items_are_read_wherever_their_array_stands(string? root, string file)
    {
        // More than one block, so that items are cut by blocks.
        var filler = new string('x', 50_000);
        var text = file.Replace("{0}", $$"""{"Lead Id":"L1","status":"ok","Why":"{{filler}}"}""").Replace("{1}", """{"Lead Id":"L2","status":"no"}""");

        Assert.Equal(["L1", "L2"], (await ReadAsync(Json with { Root = root }, Encoding.UTF8.GetBytes(text))).Select(r => r.Reply?.Lead));
    }

    [Theory]
    [InlineData("", "the file is no JSON array")]
    [InlineData("{}", "the file is no JSON array")]
    [InlineData("17", "the file is no JSON array")]
    [InlineData("<html>", "is no JSON")]
    [InlineData("[{\"Lead Id\":\"L1\"},", "the file ends before its array does")]
    [InlineData("[{\"Lead Id\":\"L1\"} oops", "is no JSON")]
    public async Task Json_that_ends_or_breaks_is_a_problem_after_the_items_before_it(string file, string expected) =>
        Assert.StartsWith(expected, (await ReadAsync(Json, Encoding.UTF8.GetBytes(file)))[^1].Problem);

    [Fact]
    public async Task Rows_are_bounded_in_every_format()
    {
        var long_ = new string('x', 500_000);
        var limits = new FeedbackLimits { Row = 100_000, Field = 1_000, Columns = 10 };
        foreach (var (format, file) in new (FileFormat, string)[]
        {
            (Csv, $"Lead Id,status\nL1,\"{long_}"),
            (Csv, $"Lead Id,status\nL1,{new string('x', 2_000)}\n"),
            (Csv with { Header = false }, "Lead Id" + new string(',', 20)),
            (Lines, $$"""{"Lead Id":"{{long_}}"}"""),
            (Json, $$"""[{"Lead Id":"{{long_}}"}]"""),
        })
        {
            var row = Assert.Single(await ReadAsync(Rules(format), Encoding.UTF8.GetBytes(file), limits));
            Assert.NotNull(row.Problem);
        }
    }

    [Fact]
    public void Formats_that_are_not_read_are_told()
    {
        Assert.Null(FeedbackReader.Mistake(Csv));
        Assert.Null(FeedbackReader.Mistake(Json));
        Assert.StartsWith("feedback files of the format `xlsx` are not read", FeedbackReader.Mistake(new XlsxFormat { Name = "xlsx" }));
        Assert.StartsWith("feedback files are read with a delimiter", FeedbackReader.Mistake(Csv with { Delimiter = "||" }));
    }

    [Fact]
    public void Whatever_the_bytes_are_reading_ends_in_rows_and_problems()
    {
        var pieces = Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>().Select(b => b ?? []),
            Gen.Elements("\"", ",", "\n", "\r\n", "L1,ok,x,1\n", "Lead Id,status,Why,pays\n", "[", "]", "{", "}", "{\"Lead Id\":\"L1\",\"status\":\"\\ud83d\"}", "\uFEFF", "\0", "1e999")
                .Select(Encoding.UTF8.GetBytes));
        var files = pieces.ListOf().Select(parts => parts.SelectMany(p => p).ToArray());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(files.ToArbitrary(), file =>
        {
            foreach (var format in new FileFormat[] { Csv, Csv with { Header = false, Quoting = Quoting.None }, Lines, Json, Json with { Root = "rows" } })
            {
                var rows = ReadAsync(format, file).GetAwaiter().GetResult();
                Assert.All(rows, r => Assert.True(r.Reply is null != r.Problem is null));
            }
        }));
    }

    private static Task<List<FeedbackRow>> ReadAsync(FileFormat format, byte[] file) => ReadAsync(Rules(format), file);

    private static async Task<List<FeedbackRow>> ReadAsync(FeedbackRules rules, byte[] file, FeedbackLimits? limits = null)
    {
        var rows = new List<FeedbackRow>();
        await foreach (var row in new FeedbackReader(rules, limits ?? new(), "USD").ReadAsync(new MemoryStream(file), DateTimeOffset.UnixEpoch))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static FeedbackRules Rules(FileFormat format) => new()
    {
        From = new FolderDestination("feedback"),
        Format = format,
        Lead = Parse("row['Lead Id']"),
        Accepted = Parse("lower(status) == 'ok'"),
        Duplicate = Parse("status == 'dup'"),
        Reason = Parse("why"),
        Price = Parse("pays"),
    };

    private static Expression Parse(string text) => Expression.Parse(text, out _)!;
}
