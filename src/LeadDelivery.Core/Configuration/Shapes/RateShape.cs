using System.Globalization;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Gates.Rates;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>So many a second, minute or hour: <c>20/s</c>.</summary>
internal sealed class RateShape : Shape<RateLimit>
{
    /// <summary>Most in a unit: beyond ten million an interval is less than what clocks tell apart.</summary>
    private const int Most = 1_000_000;

    public override string Expected => "a rate such as 20/s, 100/m or 500/h";

    public override bool TryRead(YamlNode node, Place place, out RateLimit value)
    {
        value = null!;
        if (node is not YamlScalar { Means: not ScalarKind.Null } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        if (!Secrets.TryResolve(scalar, place, out var text))
        {
            return false;
        }

        var slash = text.Value.IndexOf('/', StringComparison.Ordinal);
        TimeSpan? per = slash < 0 ? null : text.Value[(slash + 1)..] switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => null,
        };
        if (per is null || !int.TryParse(text.Value.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is < 1 or > Most)
        {
            return scalar.Means == ScalarKind.Number || text.HasSecrets
                ? place.Unexpected(node, Expected)
                : place.Mistake(node.Line, $"expected {Expected}, found `{scalar.Text}`{Meant(scalar.Text)}");
        }

        value = new(count, per.Value);
        return true;
    }

    private static string Meant(string written) => OtherForms.Rate(written) is { } rate ? $", did you mean {rate}?" : "";

    public override void Describe(SchemaWriter schema)
    {
        schema.Type("string");
        schema.Pattern(@"^([1-9][0-9]{0,6}/[smh]|.*\$\{.*)$");
    }
}
