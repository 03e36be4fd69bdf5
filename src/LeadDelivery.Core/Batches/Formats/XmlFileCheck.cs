using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Checks a finished XML file against its format's schema, reading it once and keeping none of it.</summary>
public static class XmlFileCheck
{
    /// <summary>What is wrong; empty where the file satisfies the schema or the format has none. Problems name places and rules, never
    /// values.</summary>
    /// <param name="file">The file, from where it stands to its end; it stays open.</param>
    public static IReadOnlyList<SchemaProblem> Check(XmlFormat format, Stream file) => format.Schema?.Check(file) ?? [];
}
