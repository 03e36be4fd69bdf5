using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary>How a text file's characters and lines are written: keys of the sections of its formats.</summary>
internal static class TextDocument
{
    private static readonly Key<bool> LineEnd = Key.Of(
        "line_end", new WordShape<bool>(("crlf", true), ("lf", false)), "What ends a line.").Or(true, "crlf");

    private static readonly Key<TextEncoding> Encoding = Key.Of(
        "encoding",
        new WordShape<TextEncoding>(
            ("utf-8", TextEncoding.Utf8), ("utf-16", TextEncoding.Utf16), ("windows-1252", TextEncoding.Windows1252)),
        "How characters become bytes; utf-16 is little endian with a mark.").Or(TextEncoding.Utf8, "utf-8");

    private static readonly Key<bool> Mark = Key.Of(
        "bom", Is.Boolean, "Begins with a byte order mark, by which Excel tells UTF-8.").Or(false, "false");

    private static readonly Key<MissingCharacters> Missing = Key.Of(
        "missing",
        new WordShape<MissingCharacters>(("replace", MissingCharacters.Replace), ("error", MissingCharacters.Error)),
        "What becomes of characters that windows-1252 lacks: their nearest plain letters, or a mistake of the row.")
        .Or(MissingCharacters.Replace, "replace");

    /// <summary>The keys.</summary>
    public static ImmutableArray<Key> Keys { get; } = [LineEnd, Encoding, Mark, Missing];

    /// <summary>What they say.</summary>
    public static TextOptions Of(ObjectReading section)
    {
        var encoding = section.Get(Encoding);
        if (section.Get(Mark) && encoding == TextEncoding.Windows1252)
        {
            section.Mistake(Mark, "windows-1252 has no byte order mark, expected utf-8 or utf-16 with it");
        }

        return new()
        {
            Encoding = encoding,
            Mark = section.Get(Mark) || encoding == TextEncoding.Utf16,
            CarriageReturn = section.Get(LineEnd),
            Missing = section.Get(Missing),
        };
    }
}
