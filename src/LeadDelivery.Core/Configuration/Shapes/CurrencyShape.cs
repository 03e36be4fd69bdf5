using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Money;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A currency's ISO 4217 code.</summary>
internal sealed class CurrencyShape : Shape<string>
{
    public override string Expected => "a currency's three capital letters (ISO 4217) such as USD or EUR";

    public override bool TryRead(YamlNode node, Place place, out string value)
    {
        value = "";
        if (node is not YamlScalar { Means: ScalarKind.Text } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        value = scalar.Text;
        return Currency.IsKnown(value) || place.Mistake(node.Line, $"`{value}` is not known, {Suggestion.For(value, Currency.All)}");
    }

    public override void Describe(SchemaWriter schema) => schema.Enum(Currency.All.Order(StringComparer.Ordinal));
}
