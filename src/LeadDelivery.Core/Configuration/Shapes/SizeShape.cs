using System.Globalization;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A number of bytes: <c>500KB</c>, <c>10MB</c>, <c>2GB</c>, of 1024 each, or bytes alone.</summary>
internal sealed class SizeShape : Shape<long>
{
    private static readonly (string Unit, int Shift)[] Units = [("KB", 10), ("MB", 20), ("GB", 30), ("", 0)];

    public override string Expected => "a size such as 500KB, 10MB or 2GB";

    public override bool TryRead(YamlNode node, Place place, out long value)
    {
        value = 0;
        if (node is not YamlScalar { Means: not ScalarKind.Null } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        if (!Secrets.TryResolve(scalar, place, out var text))
        {
            return false;
        }

        var (unit, shift) = Array.Find(Units, u => text.Value.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        var digits = text.Value.AsSpan(0, text.Value.Length - unit.Length);
        if (digits.Length > 9 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return place.Unexpected(node, Expected);
        }

        value = number << shift;
        return true;
    }

    public override void Describe(SchemaWriter schema)
    {
        schema.Type("string", "integer");
        schema.Pattern(@"^([0-9]{1,9}([KMGkmg][Bb])?|.*\$\{.*)$");
    }
}
