using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>fixed: xlsx:</c> of a batch.</summary>
internal static class SheetDocument
{
    private static readonly Key<bool> FixedHeader = Key.Of("header", Is.Boolean, "The first line names the columns.").Or(false, "false");

    private static readonly Key<bool> Cut = Key.Of(
        "cut", Is.Boolean, "A value that is too long is cut; else it is a mistake of its row.").Or(false, "false");

    private static readonly Key<string> Sheet = Key.Of("sheet", new TextShape("a sheet's name", XlsxLimits.SheetNameMistake), "The sheet's name.")
        .Or("Leads", "Leads");

    private static readonly Key<bool> Header = Key.Of(
        "header", Is.Boolean, "The first row names the columns, bold and frozen.").Or(true, "true");

    public static ObjectShape<FixedFormat> Fixed { get; } = new(
        "How files of fixed width are written; columns have a $width.",
        section => new() { Name = "fixed", Header = section.Get(FixedHeader), Cut = section.Get(Cut), Text = TextDocument.Of(section) },
        [FixedHeader, Cut, .. TextDocument.Keys]);

    public static ObjectShape<XlsxFormat> Xlsx { get; } = new(
        "How workbooks are written.",
        section => new() { Name = "xlsx", Sheet = section.Get(Sheet)!, Header = section.Get(Header) },
        Sheet,
        Header);
}
