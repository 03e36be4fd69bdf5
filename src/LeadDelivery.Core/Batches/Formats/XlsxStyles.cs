using System.Collections.Immutable;
using System.Globalization;
using System.Security;
using System.Text;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>The styles of a workbook: some for all, and for each column with a format code its own.</summary>
internal sealed class XlsxStyles
{
    /// <summary>As it comes.</summary>
    public const int Plain = 0;

    /// <summary>Bold.</summary>
    public const int Header = 1;

    /// <summary>A day.</summary>
    public const int Date = 2;

    /// <summary>A day and its time.</summary>
    public const int DateTime = 3;

    /// <summary>Text that would be a formula if somebody typed it: it stays text when the cell is edited.</summary>
    public const int Quoted = 4;

    /// <summary>Styles before those of format codes.</summary>
    private const int Fixed = 5;

    /// <summary>The first number that is free for format codes of a workbook's own.</summary>
    private const int OwnFormats = 164;

    private readonly ImmutableArray<string> _codes;

    public XlsxStyles(ImmutableArray<BatchColumn> columns)
    {
        _codes = [.. columns.Select(c => c.CellFormat).OfType<string>().Distinct(StringComparer.Ordinal)];
        Columns = [.. columns.Select(c => c.CellFormat is null ? Plain : Fixed + _codes.IndexOf(c.CellFormat))];
    }

    /// <summary>For each column the style of its format code; <see cref="Plain"/> where it has none.</summary>
    public ImmutableArray<int> Columns { get; }

    /// <summary>The part <c>xl/styles.xml</c>.</summary>
    public string ToXml()
    {
        var formats = new StringBuilder();
        var cells = new StringBuilder();
        Format(OwnFormats, "yyyy-mm-dd");
        Format(OwnFormats + 1, "yyyy-mm-dd hh:mm:ss");
        for (var i = 0; i < _codes.Length; i++)
        {
            Format(OwnFormats + 2 + i, _codes[i]);
            Cell(OwnFormats + 2 + i);
        }

        return $"""
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="{_codes.Length + 2}">{formats}</numFmts>
            <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
            <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
            <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
            <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
            <cellXfs count="{Fixed + _codes.Length}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
            <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
            <xf numFmtId="{OwnFormats}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
            <xf numFmtId="{OwnFormats + 1}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
            <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>{cells}</cellXfs>
            <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
            """;

        void Format(int id, string code) => formats.Append(
            CultureInfo.InvariantCulture, $"""<numFmt numFmtId="{id}" formatCode="{SecurityElement.Escape(code)}"/>""");

        void Cell(int id) => cells.Append(
            CultureInfo.InvariantCulture, $"""<xf numFmtId="{id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>""");
    }
}
