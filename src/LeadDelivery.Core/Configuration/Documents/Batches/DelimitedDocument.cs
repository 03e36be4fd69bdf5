using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>csv: tsv: delimited:</c> of a batch.</summary>
internal static class DelimitedDocument
{
    private const int LongestDelimiter = 10;

    private static readonly Key<bool> Header = Key.Of("header", Is.Boolean, "The first line names the columns.").Or(true, "true");

    private static readonly Key<string> Delimiter = new(
        "delimiter",
        new TextShape("what stands between two values, such as \";\", or tab", DelimiterMistake),
        "Between two values; tab for a tabulator.");

    private static readonly Key<char> Quote = Key.Of(
        "quote",
        new CharacterShape(
            "one character, such as '\"'",
            c => char.IsLetterOrDigit(c) || c == ' ' ? "letters, digits and spaces stand in values" : null),
        "Around a value that needs it; doubled inside.").Or('"', "'\"'");

    private static readonly Key<Quoting> Quoted = Key.Of(
        "quoting",
        new WordShape<Quoting>(("minimal", Quoting.Minimal), ("all", Quoting.All), ("text", Quoting.Text), ("none", Quoting.None)),
        "Which values are quoted: those that need it, all, all texts, or none (one that needs it is then a mistake of its row).")
        .Or(Quoting.Minimal, "minimal");

    private static readonly Key<bool> Guard = Key.Of(
        "guard", Is.Boolean, "Puts a ' in front of texts that a spreadsheet would run as a formula (= + - @).").Or(true, "true");

    public static ObjectShape<DelimitedFormat> Csv { get; } = Shape("csv", Delimiter.Or(",", "\",\"").Like("\";\""), otherwise: ",");

    public static ObjectShape<DelimitedFormat> Tsv { get; } = Shape("tsv", null, otherwise: "\t");

    public static ObjectShape<DelimitedFormat> Delimited { get; } = Shape("delimited", Delimiter.Required().Like("\"|\""), otherwise: "");

    private static ObjectShape<DelimitedFormat> Shape(string name, Key<string>? delimiter, string otherwise) => new(
        $"How {name} files are written.",
        section =>
        {
            return new()
            {
                Name = name,
                Delimiter = delimiter is not null && section.Has(delimiter) ? Meant(section.Get(delimiter)!) : otherwise,
                Header = section.Get(Header),
                Quote = section.Get(Quote),
                Quoting = section.Get(Quoted),
                GuardFormulas = section.Get(Guard),
                Text = TextDocument.Of(section),
            };
        },
        [Header, .. delimiter is null ? [] : new Key[] { delimiter }, Quote, Quoted, .. TextDocument.Keys, Guard]);

    private static string Meant(string delimiter) => delimiter is "tab" or "\\t" ? "\t" : delimiter;

    private static string? DelimiterMistake(string text) =>
        text.Length is 0 or > LongestDelimiter ? $"expected 1 to {LongestDelimiter} characters"
        : text.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0 ? "a delimiter cannot hold line breaks, which end a row"
        : Meant(text) != "\t" && text.All(char.IsLetterOrDigit) ? "letters and digits alone stand in values, expected a sign such as ; or |"
        : null;
}
