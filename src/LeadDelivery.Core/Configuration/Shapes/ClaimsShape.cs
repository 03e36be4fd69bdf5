using System.Collections.Immutable;
using System.Text;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>The claims of a token, compiled. Names stay as they are written.</summary>
internal sealed class ClaimsShape : Shape<Claims>
{
    /// <summary>Deepest nesting: what JSON is read to.</summary>
    private const int MaxDepth = ValueJson.MaxDepth;

    private static readonly TemplateShape Template = new();

    public override string Expected => "an object with claims";

    public override bool TryRead(YamlNode node, Place place, out Claims value)
    {
        value = Claims.None;
        if (node is not YamlMap map)
        {
            return place.Unexpected(node, Expected);
        }

        var before = place.Document.Mistakes;
        var text = new StringBuilder();
        var members = Members(map, place, text, 1);
        value = new(members, text.ToString());
        return place.Document.Mistakes == before;
    }

    public override void Describe(SchemaWriter schema)
    {
        schema.Type("object");
        schema.Note("texts with {{ }} are templates, other values are taken as they are");
    }

    private static ImmutableArray<KeyValuePair<string, Claims.ClaimValue>> Members(YamlMap map, Place place, StringBuilder text, int depth)
    {
        var members = ImmutableArray.CreateBuilder<KeyValuePair<string, Claims.ClaimValue>>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            text.Append(entry.Key).Append('=');
            if (Read(entry.Value, place.Member(entry.Key), text, depth) is { } value)
            {
                members.Add(new(entry.Key, value));
            }
        }

        return members.DrainToImmutable();
    }

    private static Claims.ClaimValue? Read(YamlNode node, Place place, StringBuilder text, int depth)
    {
        if (depth > MaxDepth)
        {
            place.Mistake(node.Line, $"claims nest more than {MaxDepth} deep");
            return null;
        }

        switch (node)
        {
            case YamlMap map:
                text.Append('{');
                var members = Members(map, place, text, depth + 1);
                text.Append('}');
                return new Claims.Members(members);
            case YamlList list:
                text.Append('[');
                var items = list.Items.Select((item, i) => Read(item, place.Item(i), text, depth + 1)).OfType<Claims.ClaimValue>().ToImmutableArray();
                text.Append(']');
                return new Claims.Items(items);
            default:
                return Scalar((YamlScalar)node, place, text);
        }
    }

    private static Claims.ClaimValue? Scalar(YamlScalar scalar, Place place, StringBuilder text)
    {
        if (scalar.Means == ScalarKind.Text && scalar.Text.Contains("{{", StringComparison.Ordinal))
        {
            if (!Template.TryRead(scalar, place, out var template))
            {
                return null;
            }

            text.Append(template.Text.Length).Append(':').Append(template.Text);
            return new Claims.Computed(template);
        }

        if (!Secrets.TryResolve(scalar, place, out var resolved))
        {
            return null;
        }

        text.Append(resolved.Value.Length).Append(scalar.Means).Append(resolved.Value);
        return new Claims.Literal(scalar.Means switch
        {
            ScalarKind.Null => Value.Null,
            ScalarKind.Boolean => Value.Of(scalar.Text[0] is 't' or 'T'),
            ScalarKind.Number when PlainScalar.TryNumber(scalar.Text, out var number) => Value.Of(number),
            _ => Value.Of(resolved.Value),
        });
    }
}
