using System.Globalization;
using System.Numerics;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>Text, with secrets in it.</summary>
/// <param name="expected">What is expected, for people.</param>
/// <param name="check">What is wrong with a text, or null; it must not repeat the text, which may hold a secret.</param>
internal sealed class TextShape(string expected = "text", Func<string, string?>? check = null) : Shape<string>
{
    /// <summary>True takes numbers and booleans as they are written: where only text can be meant.</summary>
    public bool TakesAnyScalar { get; init; }

    /// <summary>True keeps the value out of everything that is shown, also where it is written literally.</summary>
    public bool IsSecret { get; init; }

    public override string Expected => expected;

    public override bool TryRead(YamlNode node, Place place, out string value)
    {
        value = "";
        if (node is not YamlScalar scalar || !(scalar.Means == ScalarKind.Text || (TakesAnyScalar && scalar.Means != ScalarKind.Null)))
        {
            return node is YamlScalar { Means: ScalarKind.Number or ScalarKind.Boolean }
                ? place.Mistake(node.Line, $"expected {expected}, found {node.Kind}: text that looks like this needs quotes")
                : place.Unexpected(node, expected);
        }

        if (!Secrets.TryResolve(scalar, place, out var text))
        {
            return false;
        }

        value = text.Value;
        if (IsSecret)
        {
            place.Document.Catalog.SecretValues.Add(value);
            place.Document.SecretPlaces.Add(place.Path);
        }

        return check?.Invoke(value) is not { } wrong || place.Mistake(node.Line, wrong);
    }

    public override void Describe(SchemaWriter schema) => schema.Type(TakesAnyScalar ? ["string", "number", "boolean"] : ["string"]);
}

/// <summary>One of some words.</summary>
internal sealed class WordShape<T>(params (string Word, T Value)[] words) : Shape<T>
{
    /// <summary>Words of the contract that this version does not do.</summary>
    public IReadOnlyList<string> NotYet { get; init; } = [];

    public override string Expected => "one of " + string.Join(", ", words.Select(w => w.Word));

    public override bool TryRead(YamlNode node, Place place, out T value)
    {
        value = default!;
        if (node is not YamlScalar { Means: not ScalarKind.Null } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        var at = Array.FindIndex(words, w => w.Word == scalar.Text);
        if (at >= 0)
        {
            value = words[at].Value;
            return true;
        }

        return place.Mistake(node.Line, NotYet.Contains(scalar.Text)
            ? $"`{scalar.Text}` is not supported by this version, expected {string.Join(" or ", words.Select(w => w.Word))}"
            : $"`{scalar.Text}` is not known, {Suggestion.For(scalar.Text, words.Select(w => w.Word))}");
    }

    public override void Describe(SchemaWriter schema) => schema.Enum(words.Select(w => w.Word));
}

/// <summary>true or false.</summary>
internal sealed class BooleanShape : Shape<bool>
{
    public override string Expected => "true or false";

    public override bool TryRead(YamlNode node, Place place, out bool value)
    {
        value = node is YamlScalar { Means: ScalarKind.Boolean } scalar && scalar.Text[0] is 't' or 'T';
        return node is YamlScalar { Means: ScalarKind.Boolean }
            || (node is YamlScalar { Means: ScalarKind.Text, Text: var written } && OtherForms.Boolean(written) is { } meant
                ? place.Mistake(node.Line, $"expected {Expected}, found `{written}`, did you mean {(meant ? "true" : "false")}?")
                : place.Unexpected(node, Expected));
    }

    public override void Describe(SchemaWriter schema) => schema.Type("boolean");
}

/// <summary>A number within bounds, written out or through a secret.</summary>
internal sealed class NumberShape<T>(T min, T max) : Shape<T>
    where T : struct, INumber<T>
{
    private static readonly string Word = typeof(T) == typeof(int) ? "a whole number" : "a number";

    public override string Expected => $"{Word} from {min} to {max}";

    public override bool TryRead(YamlNode node, Place place, out T value)
    {
        value = default;
        if (node is not YamlScalar { Means: not ScalarKind.Null } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        if (!Secrets.TryResolve(scalar, place, out var text))
        {
            return false;
        }

        var isNumber = scalar.Means == ScalarKind.Number || (text.HasSecrets && PlainScalar.Meaning(text.Value) == ScalarKind.Number);
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return isNumber
            && T.TryParse(text.Value, Style, CultureInfo.InvariantCulture, out value)
            && value >= min && value <= max
            || (isNumber || text.HasSecrets ? place.Unexpected(node, Expected) : place.Mistake(node.Line, Wrong(scalar.Text)));
    }

    private string Wrong(string written)
    {
        var meant = OtherForms.Number(written) is { } number && decimal.CreateChecked(min) <= number && number <= decimal.CreateChecked(max)
            && (typeof(T) != typeof(int) || number % 1 == 0)
            ? $", did you mean {number.ToString("0.######", CultureInfo.InvariantCulture)}?"
            : "";
        return $"expected {Expected}, found `{written}`{meant}";
    }

    public override void Describe(SchemaWriter schema) =>
        schema.Number(typeof(T) == typeof(int) ? "integer" : "number", decimal.CreateChecked(min), decimal.CreateChecked(max));
}

/// <summary>A time span: whole milliseconds, seconds, minutes, hours or days, or plain 0.</summary>
internal sealed class DurationShape(TimeSpan min, TimeSpan max) : Shape<TimeSpan>
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay),
    ];

    public override string Expected => $"a duration such as 500ms, 5s, 10m, 24h or 30d, from {Text(min)} to {Text(max)}";

    public override bool TryRead(YamlNode node, Place place, out TimeSpan value)
    {
        value = default;
        if (node is not YamlScalar { Means: not ScalarKind.Null } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        if (!Secrets.TryResolve(scalar, place, out var text))
        {
            return false;
        }

        if (!TryParse(text.Value, out value))
        {
            return place.Mistake(node.Line, scalar.Means == ScalarKind.Number
                ? $"expected {Expected}, found {node.Kind} without a unit"
                : $"expected {Expected}, found `{scalar.Text}`{Meant(scalar.Text)}");
        }

        return (value >= min && value <= max) || place.Mistake(node.Line, $"expected {Expected}, found {scalar.Text}");
    }

    public override void Describe(SchemaWriter schema)
    {
        schema.Type("string", "integer");
        schema.Pattern(@"^(0|[0-9]{1,9}(ms|s|m|h|d)|.*\$\{.*)$");
    }

    private string Meant(string written) => OtherForms.Duration(written) is { } span && span >= min && span <= max
        ? $", did you mean {Text(span)}?"
        : "";

    /// <summary>As it would be written: in the largest unit that leaves no rest.</summary>
    public static string Text(TimeSpan span)
    {
        var unit = Units.Last(u => span.Ticks % u.Ticks == 0 || u.Unit == "ms");
        return span == TimeSpan.Zero ? "0" : (span.Ticks / unit.Ticks).ToString(CultureInfo.InvariantCulture) + unit.Unit;
    }

    /// <summary>Reads what a file may hold. Nine digits keep every unit within a TimeSpan.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
        var unit = Array.Find(Units, u => text.AsSpan(digits).SequenceEqual(u.Unit));
        var isKnown = digits is > 0 and <= 9 && (unit.Unit is not null || text == "0");
        span = isKnown ? new TimeSpan(long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture) * unit.Ticks) : default;
        return isKnown && span.Ticks >= 0;
    }
}
