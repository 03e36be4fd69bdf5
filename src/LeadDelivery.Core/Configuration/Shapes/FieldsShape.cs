using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A <c>fields:</c> tree, compiled.</summary>
internal sealed class FieldsShape : Shape<FieldMapping>
{
    private static readonly TemplateShape Template = new();
    private static readonly ScriptShape Script = new();

    public override string Expected => "an object or a list of fields";

    public override bool TryRead(YamlNode node, Place place, out FieldMapping value)
    {
        var before = place.Document.Mistakes;
        var root = Compiler(place).Compile(node, place.Path);
        value = root is null ? FieldMapping.Empty : new FieldMapping(root);
        return place.Document.Mistakes == before;
    }

    public override void Describe(SchemaWriter schema) => schema.Reference("fields", FieldSchema.Tree);

    /// <summary>What compiles the mappings of a file and reports their mistakes there.</summary>
    public static MappingCompiler Compiler(Place place) => new(new MappingTexts(
        (at, path, message) => place.Document.Mistake(at.Line, path, message),
        (scalar, path) => Text(scalar, place with { Path = path }),
        (at, path) => Is.Expression.TryRead(at, place with { Path = path }, out var expression) ? expression : null,
        (at, path) => Script.TryRead(at, place with { Path = path }, out var script) ? script : null));

    private static MappingPart? Text(YamlScalar scalar, Place place)
    {
        if (scalar.Text.Contains("{{", StringComparison.Ordinal))
        {
            return Template.TryRead(scalar, place, out var template) ? new TemplatePart(template) : null;
        }

        return Secrets.TryResolve(scalar, place, out var text) ? new LiteralPart(Value.Of(text.Value)) : null;
    }
}
