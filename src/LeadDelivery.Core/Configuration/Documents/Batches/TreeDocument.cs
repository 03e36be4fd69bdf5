using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>xml: json:</c> of a batch.</summary>
internal static class TreeDocument
{
    private static readonly TextShape Element = new("an element's name", XmlRowNames.Mistake);

    private static readonly Key<string> Root = Key.Of("root", Element, "The outermost element.").Or("leads", "leads");

    private static readonly Key<string> Row = Key.Of("row", Element, "The element of a row.").Or("lead", "lead");

    private static readonly Key<string> Namespace = Key.Of(
        "namespace",
        new TextShape("a namespace", text => text.Length == 0 || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? "expected a namespace, without spaces" : null),
        "The namespace of all elements.").Like("\"urn:example:leads\"");

    private static readonly Key<bool> Indent = Key.Of("indent", Is.Boolean, "Elements are put on lines of their own.").Or(true, "true");

    private static readonly Key<BodySchema> Schema = Key.Of(
        "schema", new SchemaFileShape(), "A file of the folder schemas/ (.xsd) that the whole file must satisfy before it is sent.")
        .Like("leads.xsd");

    private static readonly Key<string> Member = Key.Of(
        "root",
        new TextShape("a member's name", text => text.Length == 0 ? "expected a member's name" : null),
        "The member that holds the list, where the file is an object; without it the file is the list.").Like("leads");

    public static ObjectShape<XmlFormat> Xml { get; } = new("How XML is written.", BuildXml, Root, Row, Namespace, Indent, Schema);

    public static ObjectShape<JsonFormat> Json { get; } = new(
        "How JSON is written.", section => new() { Name = "json", Root = section.Get(Member) }, Member);

    private static XmlFormat BuildXml(ObjectReading section)
    {
        if (section.Get(Schema) is { } schema && !schema.Name.EndsWith(BodySchema.XmlEnding, StringComparison.Ordinal))
        {
            section.Mistake(Schema, "is a JSON Schema, expected an XML Schema (.xsd)");
        }

        return new()
        {
            Name = "xml",
            Root = section.Get(Root)!,
            Row = section.Get(Row)!,
            Namespace = section.Get(Namespace),
            Indent = section.Get(Indent),
            Schema = section.Get(Schema),
        };
    }
}
