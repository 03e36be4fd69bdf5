using System.Globalization;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Gates.Standing;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A bound with its bad side: <c>&lt; 90%</c>, <c>&gt; 2s</c>.</summary>
/// <param name="below">True for a share that may not fall below it, false for a time that may not rise above it.</param>
internal sealed class ThresholdShape(bool below) : Shape<Threshold>
{
    private readonly char _sign = below ? '<' : '>';

    public override string Expected => below ? "a bound such as \"< 90%\"" : "a bound such as \"> 2s\"";

    public override bool TryRead(YamlNode node, Place place, out Threshold value)
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

        if (!text.Value.StartsWith(_sign) || Bound(text.Value[1..].Trim()) is not { } bound)
        {
            return text.HasSecrets ? place.Unexpected(node, Expected)
                : place.Mistake(node.Line, $"expected {Expected}, found `{scalar.Text}`{Meant(scalar.Text)}");
        }

        value = new(below, bound, $"{_sign} {text.Value[1..].Trim()}");
        return true;
    }

    private string Meant(string written) =>
        Bound(written.Trim()) is not null ? $", did you mean \"{_sign} {written.Trim()}\"?" : "";

    public override void Describe(SchemaWriter schema)
    {
        schema.Type("string");
        schema.Pattern(below ? @"^(< *[0-9]{1,3}(\.[0-9]+)?%|.*\$\{.*)$" : @"^(> *[0-9]{1,9}(ms|s|m|h|d)|.*\$\{.*)$");
    }

    private decimal? Bound(string text) => below
        ? text.EndsWith('%') && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)
            && share is > 0 and <= 100 ? share / 100 : null
        : DurationShape.TryParse(text, out var time) && time > TimeSpan.Zero ? (decimal)time.TotalSeconds : null;
}
