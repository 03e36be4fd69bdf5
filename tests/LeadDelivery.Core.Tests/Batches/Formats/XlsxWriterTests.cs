using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Packages;
using LeadDelivery.Core.Language;
using LeadDelivery.Tests.Shared;
using Spreadsheet = DocumentFormat.OpenXml.Spreadsheet;

namespace LeadDelivery.Core.Tests.Batches.Formats;

public class XlsxWriterTests
{
    private static readonly XlsxFormat Xlsx = new() { Name = "xlsx" };

    /// <summary>What a cell is given, and what LibreOffice shows of it.</summary>
    private static readonly (Value Value, string? Format, string Shown)[] Cells =
    [
        (Value.Of("plain"), null, "plain"),
        (Value.Of("a,\"b\"\r\nc"), null, "a,\"b\"\nc"),
        (Value.Of("<b>&amp;]]>"), null, "<b>&amp;]]>"),
        (Value.Of("a\0\u0001\uFFFE\uD83Db"), null, "ab"),
        (Value.Of("_x0041_ _x_"), null, "_x0041_ _x_"),
        (Value.Of("👩‍👩‍👧 \u200Fשלום"), null, "👩‍👩‍👧 \u200Fשלום"),
        (Value.Of("  edge  "), null, "  edge  "),
        (Value.Of("=1+1"), null, "=1+1"),
        (Value.Of("@SUM(A1)"), null, "@SUM(A1)"),
        (Value.Of("02134"), null, "02134"),
        (Value.Of("1234567890123456789"), null, "1234567890123456789"),
        (Value.Of(1234567890123456789m), null, "1234567890123456789"),
        (Value.Of(45.50m), null, "45.5"),
        (Value.Of(-1234.5m), "#,##0.00", "-1,234.50"),
        (Value.Of("60000.00"), "0.00", "60000.00"),
        (Value.Of(true), null, "TRUE"),
        (Value.Of(false), null, "FALSE"),
        (Value.Of("1985-04-07"), null, "1985-04-07"),
        (Value.Of("1985-04-07"), "mm/dd/yyyy", "04/07/1985"),
        (Value.Of("1985-04-07"), "@", "1985-04-07"),
        (Value.Of("1899-04-07"), null, "1899-04-07"),
        (Value.Of("1985-02-30"), null, "1985-02-30"),
        (Value.Of(new DateTimeOffset(2026, 11, 21, 23, 59, 58, TimeSpan.FromHours(-6))), null, "2026-11-21 23:59:58"),
        (Sheet.Json("""["a",{"b":1}]"""), null, """["a",{"b":1}]"""),
        (Value.Null, null, ""),
        (Value.Of(new string('x', XlsxLimits.Text)), null, new string('x', XlsxLimits.Text)),
    ];

    [Fact]
    public async Task LibreOffice_shows_every_value_as_it_was_meant()
    {
        using var folder = new TemporaryFolder();

        // A column for each, for each has its format; written to a stream that cannot seek, as files are.
        var columns = Cells.Select((c, i) => Sheet.Column($"c{i}") with { CellFormat = c.Format }).ToArray();
        await using (var file = File.Create(folder["sheet.xlsx"]))
        await using (var counted = new DigestStream(file))
        await using (var writer = RowWriters.Open(Xlsx, [.. columns], counted))
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Null(await writer.WriteAsync([.. Cells.Select(c => c.Value)], CancellationToken.None));
            }

            await writer.CompleteAsync(CancellationToken.None);
        }

        await OtherProgram.RunAsync(
            "soffice", "libreoffice-calc-nogui", $"-env:UserInstallation=file://{folder["profile"]}", "--headless", "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "--outdir", folder.Path, folder["sheet.xlsx"]);
        var json = await OtherProgram.PythonAsync(
            "import csv, json, sys; csv.field_size_limit(10**7); print(json.dumps(list(csv.reader(open(sys.argv[1], encoding='utf-8', newline='')))))",
            folder["sheet.csv"]);

        var rows = Sheet.Json(json).AsList;
        Assert.Equal(4, rows.Length);
        Assert.Equal(columns.Select(c => c.Name), rows[0].AsList.Select(v => v.AsText));
        for (var i = 1; i < rows.Length; i++)
        {
            Assert.Equal(Cells.Select(c => c.Shown), rows[i].AsList.Select(v => v.AsText));
        }
    }

    [Fact]
    public async Task Workbook_satisfies_the_schema_of_its_format_and_its_cells_have_their_types()
    {
        var columns = Cells.Select((c, i) => Sheet.Column($"c{i}", 30) with { CellFormat = c.Format }).ToArray();
        using var book = SpreadsheetDocument.Open(
            new MemoryStream(await Sheet.WriteAsync(Xlsx with { Sheet = "Leads & more" }, [.. columns], [[.. Cells.Select(c => c.Value)]])), false);

        Assert.Empty(new OpenXmlValidator().Validate(book).Select(e => $"{e.Path?.XPath}: {e.Description}"));
        var sheet = book.WorkbookPart!.WorksheetParts.Single().Worksheet;
        Assert.Equal("Leads & more", book.WorkbookPart.Workbook.Descendants<Spreadsheet.Sheet>().Single().Name);
        Assert.Equal("frozen", sheet.Descendants<Spreadsheet.Pane>().Single().State!.InnerText);
        Assert.All(sheet.Descendants<Spreadsheet.Column>(), c => Assert.Equal(30d, c.Width!.Value));
        Assert.Empty(sheet.Descendants<Spreadsheet.CellFormula>());

        var formats = book.WorkbookPart.WorkbookStylesPart!.Stylesheet.CellFormats!.Elements<Spreadsheet.CellFormat>().ToList();
        var row = sheet.Descendants<Spreadsheet.Row>().Last().Elements<Spreadsheet.Cell>().ToDictionary(c => c.CellReference!.Value!);
        Assert.Equal("TRUE", Cells[15].Shown);
        Assert.Equal("b", row["P2"].DataType!.InnerText);
        Assert.Equal(45.5, double.Parse(row["M2"].CellValue!.Text, CultureInfo.InvariantCulture));
        Assert.Equal("inlineStr", row["H2"].DataType!.InnerText);
        Assert.True(formats[(int)row["H2"].StyleIndex!.Value].QuotePrefix!.Value);
        Assert.Equal(31144, double.Parse(row["R2"].CellValue!.Text, CultureInfo.InvariantCulture));
        Assert.True(book.WorkbookPart.WorkbookStylesPart.Stylesheet.Fonts!.Elements<Spreadsheet.Font>().ElementAt(1).Bold is not null);
    }

    [Fact]
    public async Task Text_beyond_what_a_cell_holds_is_a_mistake_of_its_row()
    {
        var (file, problems) = await Sheet.TryWriteAsync(
            Xlsx, Sheet.Columns("a", "b"), Sheet.Texts("1", new string('x', XlsxLimits.Text + 1)), Sheet.Texts("2", "3"));

        Assert.Equal("column `b`: 32768 characters, expected at most 32767, as many as a cell of XLSX holds", Assert.Single(problems));
        using var book = SpreadsheetDocument.Open(new MemoryStream(file), false);
        Assert.Equal(2, book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Spreadsheet.Row>().Count());
    }

    [Fact]
    public async Task Row_beyond_what_a_sheet_holds_is_a_mistake()
    {
        await using var writer = RowWriters.Open(Xlsx, Sheet.Columns("a"), Stream.Null);
        Value[] row = [Value.Null];
        for (var i = 1; i < XlsxLimits.Rows; i++)
        {
            Assert.Null(await writer.WriteAsync(row, CancellationToken.None));
        }

        Assert.StartsWith("the sheet is full, expected at most 1048576 rows", await writer.WriteAsync(row, CancellationToken.None));
        Assert.Equal(XlsxLimits.Rows - 1, writer.Rows);
    }

    [Fact]
    public async Task Same_rows_make_the_same_file()
    {
        Value[] row = [Value.Of("x"), Value.Of(1)];

        Assert.Equal(await Sheet.WriteAsync(Xlsx, Sheet.Columns("a", "b"), row), await Sheet.WriteAsync(Xlsx, Sheet.Columns("a", "b"), row));
    }
}
