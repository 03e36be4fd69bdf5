using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>format:</c> and the section of its options, of batches and of feedback files.</summary>
internal static class FileFormatDocument
{
    public static readonly Key<string> Format = Named("csv", "tsv", "delimited", "fixed", "xlsx", "xml", "json", "ndjson");

    /// <summary>The formats of feedback files.</summary>
    public static readonly Key<string> FeedbackFormat = Named("csv", "tsv", "delimited", "json", "ndjson");

    private static readonly Key<DelimitedFormat> Csv = Section(
        "csv", "CSV", DelimitedDocument.Csv, "{ delimiter: \";\", encoding: windows-1252 }");

    private static readonly Key<DelimitedFormat> Tsv = Section("tsv", "TSV", DelimitedDocument.Tsv, "{ header: false }");

    private static readonly Key<DelimitedFormat> Delimited = Section(
        "delimited", "files with a delimiter of one's own", DelimitedDocument.Delimited, "{ delimiter: \"|\" }");

    private static readonly Key<FixedFormat> Fixed = Section("fixed", "files of fixed width", SheetDocument.Fixed, "{ cut: true }");

    private static readonly Key<XlsxFormat> Xlsx = Section("xlsx", "Excel workbooks", SheetDocument.Xlsx, "{ sheet: Leads }");

    private static readonly Key<XmlFormat> Xml = Section("xml", "XML", TreeDocument.Xml, "{ root: leads, row: lead }");

    private static readonly Key<JsonFormat> Json = Section("json", "JSON", TreeDocument.Json, "{ root: leads }");

    /// <summary>The sections of all formats.</summary>
    public static ImmutableArray<Key> Sections { get; } = [Csv, Tsv, Delimited, Fixed, Xlsx, Xml, Json];

    /// <summary>The sections of the formats of feedback files.</summary>
    public static ImmutableArray<Key> FeedbackSections { get; } = [Csv, Tsv, Delimited, Json];

    /// <summary>The format that an object names, with the options of its section.</summary>
    public static FileFormat Of(ObjectReading reading, Key<string> format)
    {
        var name = reading.Get(format)!;
        foreach (var section in Sections.Where(section => section.Name != name && reading.Has(section)))
        {
            reading.Mistake(section, $"is only for the format {section.Name}, and the format is {name}");
        }

        return name switch
        {
            "csv" => reading.Get(Csv) ?? new() { Name = name },
            "tsv" => reading.Get(Tsv) ?? new() { Name = name, Delimiter = "\t" },
            "delimited" => reading.Get(Delimited) ?? Undelimited(reading, format),
            "fixed" => reading.Get(Fixed) ?? new() { Name = name },
            "xlsx" => reading.Get(Xlsx) ?? new() { Name = name },
            "xml" => reading.Get(Xml) ?? new() { Name = name },
            "ndjson" => new JsonFormat { Name = name, Lines = true },
            _ => reading.Get(Json) ?? new() { Name = name },
        };
    }

    private static DelimitedFormat Undelimited(ObjectReading reading, Key<string> format)
    {
        reading.Mistake(format, "needs to know what stands between two values, expected delimited: { delimiter: \"|\" }");
        return new() { Name = "delimited" };
    }

    private static Key<string> Named(params string[] names) => Key.Of(
        "format", new WordShape<string>([.. names.Select(name => (name, name))]), "How rows are written.").Required().Like("csv");

    private static Key<T> Section<T>(string name, string what, Shape<T> shape, string example) =>
        Key.Of(name, shape, $"Options of {what}, for the format {name}.").Like(example);
}
