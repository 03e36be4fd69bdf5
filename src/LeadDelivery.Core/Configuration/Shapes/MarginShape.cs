using System.Globalization;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>What is kept of a price: an amount, or a share of it such as <c>20%</c>.</summary>
internal sealed class MarginShape : Shape<Margin>
{
    public override string Expected => "an amount such as 2.50, or a share from 0% to below 100%";

    public override bool TryRead(YamlNode node, Place place, out Margin value)
    {
        value = Margin.None;
        if (node is not YamlScalar { Means: not ScalarKind.Null } scalar || !Secrets.TryResolve(scalar, place, out var text))
        {
            return place.Unexpected(node, Expected);
        }

        var isShare = text.Value.EndsWith('%');
        var number = isShare ? text.Value[..^1].Trim() : text.Value;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || (isShare && amount >= 100))
        {
            return place.Unexpected(node, Expected);
        }

        value = isShare ? new(amount / 100, true) : new(amount, false);
        return true;
    }

    public override void Describe(SchemaWriter schema) => schema.Type("string", "number");
}
