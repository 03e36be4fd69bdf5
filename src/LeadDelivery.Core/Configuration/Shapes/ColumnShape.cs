using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>
/// One column of a batch: a template, a literal, or <c>$value</c> with the options of a field and those of a column
/// (<c>$required $width $align $fill $cell_format</c>).
/// </summary>
internal sealed class ColumnShape : Shape<BatchColumn>
{
    private const string Value = "$value";

    /// <summary>The widest column of an Excel sheet is 255 characters; fixed width goes on to what a text field holds.</summary>
    private const int Widest = 10_000;

    private static readonly Key<bool> Required = new("$required", Is.Boolean, "A row without it is a mistake.");

    private static readonly Key<int> Width = new(
        "$width", Is.Integer(1, Widest), "Its width in characters: of fixed width, and of sheets.");

    private static readonly Key<bool> Align = Key.Of(
        "$align", new WordShape<bool>(("left", false), ("right", true)), "Fixed width: where its values stand.").Or(false, "left");

    private static readonly Key<char> Fill = Key.Of(
        "$fill", new CharacterShape("one character, such as \"0\""), "Fixed width: what fills it up.").Or(' ', "\" \"");

    private static readonly Key<string> CellFormat = new(
        "$cell_format",
        new TextShape("a format code such as 0.00 or yyyy-mm-dd", text => text.Length is 0 or > 255 ? "expected 1 to 255 characters" : null)
        {
            TakesAnyScalar = true,
        },
        "XLSX: the format code that its numbers or dates are shown in.");

    private static readonly ImmutableArray<Key> Options = [Required, Width, Align, Fill, CellFormat];

    private static readonly ObjectShape<BatchColumn> OwnOptions = new("Options of a column.", Build, Options);

    private static readonly ImmutableArray<string> Known = [.. OptionCompiler.Names, .. Options.Select(o => o.Name)];

    public override string Expected => "a template, a literal, or an object with $value and options";

    /// <summary>Its name is the last of the place's path, which the list of columns knows.</summary>
    public override bool TryRead(YamlNode node, Place place, out BatchColumn value)
    {
        value = null!;
        var before = place.Document.Mistakes;
        var own = new YamlMap(node.Line, []);
        if (node is YamlMap map)
        {
            if (!IsField(map, place))
            {
                return false;
            }

            own = new(map.Line, [.. map.Entries.Where(e => Options.Any(o => o.Name == e.Key))]);
            node = new YamlMap(map.Line, [.. map.Entries.Except(own.Entries)]);
        }
        else if (node is YamlList)
        {
            return place.Unexpected(node, Expected);
        }

        var part = FieldsShape.Compiler(place).CompileField(node, place.Path);
        if (!OwnOptions.TryRead(own, place, out var column) || part is null || place.Document.Mistakes > before)
        {
            return false;
        }

        value = column with { Value = new FieldMapping(new ObjectPart([new MappingMember(BatchColumn.ValueName, part)])) };
        return true;
    }

    public override void Describe(SchemaWriter schema) => schema.Reference("column", FieldSchema.Column);

    private static bool IsField(YamlMap map, Place place)
    {
        var value = map.Entries.FirstOrDefault(e => e.Key == Value);
        var unknown = map.Entries.Where(e => e.Key.StartsWith('$') && !Known.Contains(e.Key)).ToList();
        foreach (var entry in unknown)
        {
            place.Member(entry.Key).Mistake(entry.Line, $"is not known, {Suggestion.For(entry.Key, Known)}");
        }

        if (value is null)
        {
            return place.Mistake(map.Line, "a column is one value, expected a template, a literal, or $value with options beside it");
        }

        var isOne = value.Value is YamlScalar || map.Entries.Any(e => e.Key == "$document")
            || place.Member(Value).Mistake(value.Line, "a column is one value, expected a template or a literal");
        return isOne && unknown.Count == 0;
    }

    private static BatchColumn Build(ObjectReading column) => new()
    {
        Name = "",
        Value = FieldMapping.Empty,
        Required = column.Get(Required),
        Width = column.Find(Width),
        Right = column.Get(Align),
        Fill = column.Get(Fill),
        CellFormat = column.Get(CellFormat),
    };
}
