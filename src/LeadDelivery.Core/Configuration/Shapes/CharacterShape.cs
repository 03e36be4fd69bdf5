using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>One character.</summary>
/// <param name="check">What is wrong with it, or null.</param>
internal sealed class CharacterShape(string expected, Func<char, string?>? check = null) : Shape<char>
{
    public override string Expected => expected;

    public override bool TryRead(YamlNode node, Place place, out char value)
    {
        value = default;
        if (node is not YamlScalar { Means: not ScalarKind.Null, Text: [var character] }
            || char.IsSurrogate(character) || char.IsControl(character))
        {
            return place.Unexpected(node, expected);
        }

        value = character;
        return check?.Invoke(character) is not { } wrong || place.Mistake(node.Line, wrong);
    }

    public override void Describe(SchemaWriter schema)
    {
        schema.Type("string", "integer");
        schema.Pattern("^.$");
    }
}
