using System.Globalization;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>How many times the usual.</summary>
/// <param name="Times">Null: any.</param>
internal readonly record struct Growth(decimal? Times);

/// <summary>So many times the usual: <c>10x</c>, or <c>any</c>.</summary>
internal sealed class GrowthShape : Shape<Growth>
{
    private const decimal Most = 1_000_000;

    public override string Expected => "how many times the usual, such as 10x, or any";

    public override bool TryRead(YamlNode node, Place place, out Growth value)
    {
        value = default;
        if (node is not YamlScalar { Means: ScalarKind.Number or ScalarKind.Text } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        if (!Secrets.TryResolve(scalar, place, out var text))
        {
            return false;
        }

        if (text.Value == "any")
        {
            return true;
        }

        var number = text.Value.EndsWith('x') ? text.Value[..^1].TrimEnd() : text.Value;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var times)
            || times is <= 1 or > Most)
        {
            var found = scalar.Means == ScalarKind.Number ? node.Kind : $"`{scalar.Text}`";
            return place.Mistake(node.Line, $"expected {Expected}, more than 1x, found {found}");
        }

        value = new(times);
        return true;
    }

    public override void Describe(SchemaWriter schema)
    {
        schema.Type("string", "number");
        schema.Pattern(@"^([0-9]+(\.[0-9]+)? *x?|any|.*\$\{.*)$");
    }
}
