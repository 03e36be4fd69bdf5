using System.Globalization;
using LeadDelivery.Core.Configuration.Checks;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>An expression, compiled.</summary>
internal sealed class ExpressionShape : Shape<Expression>
{
    public override string Expected => "an expression such as \"state in ['CA', 'TX']\"";

    public override bool TryRead(YamlNode node, Place place, out Expression value)
    {
        value = null!;
        if (node is not YamlScalar { Means: not ScalarKind.Null } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        var isTemplate = scalar.Text.Contains("{{", StringComparison.Ordinal);
        var isResolved = Secrets.TryResolve(scalar, place, out var text, isTemplate ? SecretInText.InTemplate : SecretInText.InExpression);

        // The masked text goes first: its mistakes have the file's columns and no secret in their words.
        if (Parse(text.Masked, out var error) is null)
        {
            return place.Mistake(node.Line, $"column {error?.Column}: {error?.Message}");
        }

        if (!isResolved)
        {
            return false;
        }

        value = Parse(text.Value, out _)!;
        place.Document.Uses.Add(new(node.Line, place.Path, value?.Paths ?? [], PathUse.HasLoop(text.Masked)));
        return value is not null || place.Mistake(node.Line, "is no expression any more once its secrets are put in");
    }

    public override void Describe(SchemaWriter schema)
    {
        schema.Type("string", "number", "boolean");
        schema.Note("an expression");
    }

    // Where an expression is asked for, a template serves too: its value is the expression's.
    private static Expression? Parse(string text, out LanguageError? error) => text.Contains("{{", StringComparison.Ordinal)
        ? Template.Parse(text, out error) is { } template ? Expression.Of(template) : null
        : Expression.Parse(text, out error);
}

/// <summary>A template, compiled.</summary>
/// <param name="check">What is wrong with the text, or null; it must not repeat the text, which may hold a secret.</param>
internal sealed class TemplateShape(string expected = "text, or a template with {{ }}", Func<string, string?>? check = null)
    : Shape<Template>
{
    /// <summary>True takes numbers and booleans as they are written: where only text can be meant.</summary>
    public bool TakesAnyScalar { get; init; }

    public override string Expected => expected;

    public override bool TryRead(YamlNode node, Place place, out Template value)
    {
        value = null!;
        if (node is not YamlScalar scalar || !(scalar.Means == ScalarKind.Text || (TakesAnyScalar && scalar.Means != ScalarKind.Null)))
        {
            return place.Unexpected(node, expected);
        }

        var isResolved = Secrets.TryResolve(scalar, place, out var text, SecretInText.InTemplate);
        if (Template.Parse(text.Masked, out var error) is null)
        {
            return place.Mistake(node.Line, $"column {error?.Column}: {error?.Message}");
        }

        if (!isResolved)
        {
            return false;
        }

        if (check?.Invoke(text.Value) is { } wrong)
        {
            return place.Mistake(node.Line, wrong);
        }

        value = Template.Parse(text.Value, out _)!;
        place.Document.Uses.Add(new(node.Line, place.Path, value?.Paths ?? [], PathUse.HasLoop(text.Masked)));
        return value is not null || place.Mistake(node.Line, "is no template any more once its secrets are put in");
    }

    public override void Describe(SchemaWriter schema) => schema.Type(TakesAnyScalar ? ["string", "number", "boolean"] : ["string"]);
}

/// <summary>An amount of money: a number not below 0, or a template that gives one.</summary>
internal sealed class AmountShape : Shape<Template>
{
    private static readonly TemplateShape Text = new() { TakesAnyScalar = true };

    public override string Expected => "an amount such as 45.00, or a template such as \"{{lead.state == 'CA' ? 20 : 15}}\"";

    public override bool TryRead(YamlNode node, Place place, out Template value)
    {
        value = null!;
        if (node is not YamlScalar { Means: ScalarKind.Number or ScalarKind.Text } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        if (!Text.TryRead(node, place, out value))
        {
            return false;
        }

        var isAmount = !value.IsLiteral
            || (decimal.TryParse(value.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                && MoneyText.Bounded(amount) is not null);
        var found = scalar.Means == ScalarKind.Number ? node.Kind
            : OtherForms.Number(scalar.Text) is { } meant && !scalar.Text.Contains('%', StringComparison.Ordinal)
                ? $"`{scalar.Text}`, did you mean {meant.ToString(CultureInfo.InvariantCulture)}? (what it is in, `currency` says)"
            : "other text";
        return isAmount || place.Mistake(node.Line, $"expected {Expected}, found {found}");
    }

    public override void Describe(SchemaWriter schema) => schema.Type("number", "string");
}

/// <summary>What a secret's value may not hold where it is put into the language: it would change what the text means.</summary>
internal static class SecretInText
{
    public static string? InExpression(string before, string value) => value.AsSpan().IndexOfAny("'\"\\\r\n") >= 0
        ? "holds a quote, backslash or line break, which cannot stand in an expression"
        : null;

    public static string? InTemplate(string before, string value)
    {
        var isInTag = before.LastIndexOf("{{", StringComparison.Ordinal) > before.LastIndexOf("}}", StringComparison.Ordinal);
        return isInTag ? InExpression(before, value)
            : value.Contains("{{", StringComparison.Ordinal) ? "holds {{, which cannot stand in a template"
            : null;
    }
}
