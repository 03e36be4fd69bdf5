using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>How rows become a file.</summary>
public abstract record FileFormat
{
    /// <summary>Its name in the configuration: <c>csv tsv delimited fixed xlsx xml json ndjson</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the file's name ends with where the configuration names no file: <c>.csv</c>.</summary>
    public abstract string Ending { get; }
}

/// <summary>CSV, TSV and the like.</summary>
public sealed record DelimitedFormat : FileFormat
{
    /// <summary>Between two values.</summary>
    public string Delimiter { get; init; } = ",";

    /// <summary>Around a value that needs it; doubled inside.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Which values are quoted.</summary>
    public Quoting Quoting { get; init; } = Quoting.Minimal;

    /// <summary>Whether the first line names the columns.</summary>
    public bool Header { get; init; } = true;

    /// <summary>How characters become bytes.</summary>
    public TextOptions Text { get; init; } = new();

    /// <summary>
    /// Whether a text that a spreadsheet would run as a formula (it begins with <c>= + - @</c>, a tab or a carriage return, and is no
    /// plain number or phone number) gets a <c>'</c> in front.
    /// </summary>
    public bool GuardFormulas { get; init; } = true;

    /// <inheritdoc/>
    public override string Ending => Name switch { "tsv" => ".tsv", "csv" => ".csv", _ => ".txt" };
}

/// <summary>Which values are quoted.</summary>
public enum Quoting
{
    /// <summary>Those that would not be read back otherwise (RFC 4180).</summary>
    Minimal,

    /// <summary>All.</summary>
    All,

    /// <summary>All texts; numbers and booleans are not.</summary>
    Text,

    /// <summary>None: a value that would need it is a mistake of its row.</summary>
    None,
}

/// <summary>How text files are written.</summary>
public sealed record TextOptions
{
    /// <summary>The characters.</summary>
    public TextEncoding Encoding { get; init; } = TextEncoding.Utf8;

    /// <summary>Whether the file begins with a byte order mark; UTF-16 always does.</summary>
    public bool Mark { get; init; }

    /// <summary>CR LF, as RFC 4180 and Windows programs ask for; false: LF.</summary>
    public bool CarriageReturn { get; init; } = true;

    /// <summary>What becomes of characters that the encoding lacks.</summary>
    public MissingCharacters Missing { get; init; } = MissingCharacters.Replace;
}

/// <summary>How characters become bytes.</summary>
public enum TextEncoding
{
    /// <summary><c>utf-8</c></summary>
    Utf8,

    /// <summary><c>utf-16</c>, little endian with mark.</summary>
    Utf16,

    /// <summary><c>windows-1252</c></summary>
    Windows1252,
}

/// <summary>What becomes of a character that the encoding lacks.</summary>
public enum MissingCharacters
{
    /// <summary>Written as its nearest plain letters (ł → l), and <c>?</c> where there are none.</summary>
    Replace,

    /// <summary>A mistake of its row.</summary>
    Error,
}

/// <summary>Fixed width: each column has a <see cref="BatchColumn.Width"/>, in characters.</summary>
public sealed record FixedFormat : FileFormat
{
    /// <summary>Whether the first line names the columns.</summary>
    public bool Header { get; init; }

    /// <summary>Whether a value that is too long is cut; false: it is a mistake of its row.</summary>
    public bool Cut { get; init; }

    /// <summary>How characters become bytes.</summary>
    public TextOptions Text { get; init; } = new();

    /// <inheritdoc/>
    public override string Ending => ".txt";
}

/// <summary>Excel workbooks of one sheet.</summary>
public sealed record XlsxFormat : FileFormat
{
    /// <summary>The sheet's name.</summary>
    public string Sheet { get; init; } = "Leads";

    /// <summary>Whether the first row names the columns, bold and frozen.</summary>
    public bool Header { get; init; } = true;

    /// <inheritdoc/>
    public override string Ending => ".xlsx";
}

/// <summary>XML: one element around elements for each row.</summary>
public sealed record XmlFormat : FileFormat
{
    /// <summary>The outermost element.</summary>
    public string Root { get; init; } = "leads";

    /// <summary>The element of a row.</summary>
    public string Row { get; init; } = "lead";

    /// <summary>The namespace of all elements; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Whether elements are put on lines of their own.</summary>
    public bool Indent { get; init; } = true;

    /// <summary>What the whole file must satisfy before it is sent; null for nothing.</summary>
    public BodySchema? Schema { get; init; }

    /// <inheritdoc/>
    public override string Ending => ".xml";
}

/// <summary>A JSON array, or one JSON object a line (<c>ndjson</c>).</summary>
public sealed record JsonFormat : FileFormat
{
    /// <summary>True: one object a line, no array around them.</summary>
    public bool Lines { get; init; }

    /// <summary>The member that holds the array where the file is an object; null: the file is the array.</summary>
    public string? Root { get; init; }

    /// <inheritdoc/>
    public override string Ending => Lines ? ".ndjson" : ".json";
}
