using System.Collections.Immutable;
using System.Globalization;
using System.Security;
using System.Text;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>The small parts of a workbook of one sheet (ECMA-376), and what stands before and after its rows.</summary>
internal static class XlsxParts
{
    /// <summary>Columns without a width of their own have that of their header within these bounds, in characters: the rows are not known
    /// when widths are written.</summary>
    private const int LeastWidth = 12;

    private const int MostWidth = 40;

    private const string Head = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + "\n";
    private const string Relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    /// <summary>The name of the part that holds the rows.</summary>
    public const string SheetPart = "xl/worksheets/sheet1.xml";

    /// <summary>Names and contents of the parts before the sheet, the first being the one that readers look at first.</summary>
    public static IEnumerable<(string Name, string Content)> Of(XlsxFormat format, XlsxStyles styles) =>
    [
        ("[Content_Types].xml", Head + $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{Types}sheet.main+xml"/><Override PartName="/{SheetPart}" ContentType="{Types}worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{Types}styles+xml"/></Types>
            """),
        ("_rels/.rels", Head + $"""
            <Relationships xmlns="{Relationships}"><Relationship Id="rId1" Type="{Document}/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """),
        ("xl/workbook.xml", Head + $"""
            <workbook xmlns="{Main}" xmlns:r="{Document}"><sheets><sheet name="{SecurityElement.Escape(format.Sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>
            """),
        ("xl/_rels/workbook.xml.rels", Head + $"""
            <Relationships xmlns="{Relationships}"><Relationship Id="rId1" Type="{Document}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Document}/styles" Target="styles.xml"/></Relationships>
            """),
        ("xl/styles.xml", styles.ToXml()),
    ];

    /// <summary>The sheet up to its first row: the header is frozen, columns have their widths.</summary>
    public static string BeforeRows(XlsxFormat format, ImmutableArray<BatchColumn> columns)
    {
        var sheet = new StringBuilder(Head).Append(CultureInfo.InvariantCulture, $"""<worksheet xmlns="{Main}"><sheetViews><sheetView workbookViewId="0">""");
        if (format.Header)
        {
            sheet.Append("""<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>""");
        }

        sheet.Append("</sheetView></sheetViews><cols>");
        for (var i = 0; i < columns.Length; i++)
        {
            var width = columns[i].Width ?? Math.Clamp(columns[i].Name.Length + 2, LeastWidth, MostWidth);
            sheet.Append(CultureInfo.InvariantCulture, $"""<col min="{i + 1}" max="{i + 1}" width="{width}" customWidth="1"/>""");
        }

        return sheet.Append("</cols><sheetData>").ToString();
    }

    /// <summary>What ends the sheet.</summary>
    public static ReadOnlySpan<byte> AfterRows => "</sheetData></worksheet>"u8;
}
