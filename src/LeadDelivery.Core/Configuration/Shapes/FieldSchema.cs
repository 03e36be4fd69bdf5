using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>What editors know of a <c>fields:</c> tree; the mapping's compiler reads it.</summary>
/// <param name="isTree">True for the whole tree, false for one field.</param>
internal sealed class FieldSchema(bool isTree) : Shape<object>
{
    private static readonly string[] Any = ["string", "number", "boolean", "object", "array", "null"];

    private static readonly (string Name, string Doc, string[] Types, IReadOnlyList<string> Words)[] Options =
    [
        ("$value", "The field's value: a template, a literal, or fields of its own.", Any, []),
        ("$scriban", "The field's value as a Scriban template, in builds that have Scriban.", ["string"], []),
        ("$type", "What the value becomes.", [], [.. FieldType.All.Select(t => t.Name)]),
        ("$format", "How it is written: a mask, a number's or a date's pattern, or text with {value}.", ["string", "number"], []),
        ("$map", "From the lead's words to the recipient's; \"*\" stands for all others.", ["object"], []),
        ("$default", "What stands in place of an empty value.", Any, []),
        ("$empty", "What an empty value leaves; on an object: for all fields below it.", ["null"], ["omit", "null", "blank", "error"]),
        ("$required", "Empty is a problem: nothing is sent.", ["boolean"], []),
        ("$when", "The field is there only where this holds.", ["string", "number", "boolean"], []),
        ("$each", "A list of the lead: $value is built for each item.", ["string"], []),
        ("$as", "What an item of $each is called.", ["string"], []),
        ("$document", "Sends the fields as the text of a whole document.", [], DocumentPart.Kinds),
    ];

    private static readonly (string Name, string Doc, string[] Types, IReadOnlyList<string> Words)[] ColumnOptions =
    [
        .. Options.Where(option => option.Name is not ("$each" or "$as")),
        ("$width", "Its width in characters: of fixed width, and of sheets.", ["integer"], []),
        ("$align", "Fixed width: where its values stand.", [], ["left", "right"]),
        ("$fill", "Fixed width: the character that fills it up.", ["string", "integer"], []),
        ("$cell_format", "XLSX: the format code that its numbers or dates are shown in.", ["string", "number"], []),
    ];

    public static FieldSchema Tree { get; } = new(isTree: true);

    /// <summary>A column of a batch.</summary>
    public static FieldSchema Column { get; } = new(isTree: false) { OptionsHere = ColumnOptions };

    private static FieldSchema Field { get; } = new(isTree: false);

    private IReadOnlyList<(string Name, string Doc, string[] Types, IReadOnlyList<string> Words)> OptionsHere { get; init; } = Options;

    public override string Expected => "fields";

    public override bool TryRead(YamlNode node, Place place, out object value) => throw new NotSupportedException("editors only");

    public override void Describe(SchemaWriter schema)
    {
        if (isTree)
        {
            schema.Type("object", "array");
            schema.Note("texts with {{ }} are templates, other values are sent as they are; dots in keys nest");
        }
        else
        {
            schema.Type(Any);
        }

        schema.Open(OptionsHere, "field", Field);
    }
}
