using System.Collections.Immutable;
using System.Globalization;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Writes what a cell holds, with its type and style.</summary>
internal sealed class XlsxCells(BlockBuffer buffer, ImmutableArray<BatchColumn> columns, XlsxStyles styles)
{
    /// <summary>Longest decimal: 29 digits, sign, point, and the zeros of its scale.</summary>
    private const int DecimalBytes = 64;

    private readonly ImmutableArray<XlsxCellKind> _kinds = [.. columns.Select(c => XlsxFormatCode.KindOf(c.CellFormat))];

    /// <summary>Writes a value after the beginning of its cell; the problem where a cell cannot hold it.</summary>
    public string? Write(int column, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Boolean:
                WriteValue(value.AsBoolean ? "1"u8 : "0"u8, isBoolean: true, styles.Columns[column]);
                return null;
            case ValueKind.Number when _kinds[column] != XlsxCellKind.Text && IsExact(value.AsNumber):
                WriteNumber(value.AsNumber, styles.Columns[column]);
                return null;
            case ValueKind.Date when _kinds[column] != XlsxCellKind.Text && XlsxDates.Holds(value.AsDate.DateTime):
                WriteDate(value.AsDate.DateTime, DateStyle(column, hasTime: true));
                return null;
            default:
                return WriteText(column, value.ToText());
        }
    }

    /// <summary>Writes a text as it is.</summary>
    public void WriteText(string text, int style)
    {
        WriteStyle(style);
        buffer.Write(" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8);
        XlsxText.Write(buffer, text);
        buffer.Write("</t></is></c>"u8);
    }

    private string? WriteText(int column, string text)
    {
        var kind = _kinds[column];
        if (kind is XlsxCellKind.General or XlsxCellKind.Date && XlsxDates.TryRead(text, out var date, out var hasTime))
        {
            WriteDate(date, DateStyle(column, hasTime));
            return null;
        }

        if (kind == XlsxCellKind.Number && IsNumber(text, out var number))
        {
            WriteNumber(number, styles.Columns[column]);
            return null;
        }

        if (text.Length > XlsxLimits.Text)
        {
            return $"column `{columns[column].Name}`: {text.Length} characters, expected at most {XlsxLimits.Text}, as many as a cell of "
                + "XLSX holds";
        }

        WriteText(text, FormulaGuard.Runs(text) ? XlsxStyles.Quoted : styles.Columns[column]);
        return null;
    }

    private static bool IsNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && IsExact(number);

    /// <summary>Sheets calculate in doubles: a longer number would be another one there.</summary>
    private static bool IsExact(decimal number)
    {
        Span<char> digits = stackalloc char[DecimalBytes];
        Math.Abs(number).TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        var figure = digits[..length];
        if (length <= XlsxLimits.Digits)
        {
            return true;
        }

        // Zeros before the first digit and after the last are no digits that could be lost.
        figure = figure.Contains('.') ? figure.TrimEnd('0') : figure;
        return figure.TrimStart("0.").Length - (figure.TrimStart("0.").Contains('.') ? 1 : 0) <= XlsxLimits.Digits;
    }

    private int DateStyle(int column, bool hasTime) =>
        _kinds[column] == XlsxCellKind.Date ? styles.Columns[column] : hasTime ? XlsxStyles.DateTime : XlsxStyles.Date;

    private void WriteDate(DateTime date, int style)
    {
        Span<byte> digits = stackalloc byte[DecimalBytes];
        XlsxDates.Serial(date).TryFormat(digits, out var length, "0.##########", CultureInfo.InvariantCulture);
        WriteValue(digits[..length], isBoolean: false, style);
    }

    private void WriteNumber(decimal number, int style)
    {
        Span<byte> digits = stackalloc byte[DecimalBytes];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        WriteValue(digits[..length], isBoolean: false, style);
    }

    private void WriteValue(ReadOnlySpan<byte> content, bool isBoolean, int style)
    {
        WriteStyle(style);
        if (isBoolean)
        {
            buffer.Write(" t=\"b\""u8);
        }

        buffer.Write("><v>"u8);
        buffer.Write(content);
        buffer.Write("</v></c>"u8);
    }

    private void WriteStyle(int style)
    {
        if (style == XlsxStyles.Plain)
        {
            return;
        }

        buffer.Write(" s=\""u8);
        style.TryFormat(buffer.GetSpan(11), out var length, default, CultureInfo.InvariantCulture);
        buffer.Advance(length);
        buffer.Write("\""u8);
    }
}
