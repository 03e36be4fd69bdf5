using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A <c>$scriban</c>, parsed by the engine of this build.</summary>
internal sealed partial class ScriptShape : Shape<IScriptTemplate>
{
    public override string Expected => "a Scriban template";

    public override bool TryRead(YamlNode node, Place place, out IScriptTemplate value)
    {
        value = null!;
        if (node is not YamlScalar { Means: ScalarKind.Text } scalar)
        {
            return place.Unexpected(node, Expected);
        }

        if (scalar.Text.Length > LanguageLimits.MaxText)
        {
            return place.Mistake(node.Line, $"is longer than {LanguageLimits.MaxText} characters");
        }

        if (!Secrets.TryResolve(scalar, place, out var text, SecretInText.InTemplate))
        {
            return false;
        }

        if (place.Document.Catalog.Scripts is not { } scripts)
        {
            return place.Mistake(
                node.Line, "this build has no Scriban, only the Azure app built with its packages does: expected a template {{ }} under $value");
        }

        // The masked text goes first: its mistakes have the file's columns and no secret in their words.
        if (scripts.Parse(text.Masked, out var mistake) is null)
        {
            return Mistake(scalar, place, mistake!);
        }

        value = scripts.Parse(text.Value, out _)!;
        place.Document.Uses.Add(new(node.Line, place.Path, Paths(text.Masked), IsLoop: false));
        return value is not null || place.Mistake(node.Line, "is no template any more once its secrets are put in");
    }

    public override void Describe(SchemaWriter schema) => schema.Type("string");

    // Only a block of lines (|) stands in the file as it is; of any other text the line within it is said.
    private static bool Mistake(YamlScalar scalar, Place place, ScriptMistake mistake) => scalar.IsBlock || mistake.Line == 1
        ? place.Mistake(scalar.Line + (scalar.IsBlock ? mistake.Line : 0), $"column {mistake.Column}: {mistake.Message}")
        : place.Mistake(scalar.Line, $"its line {mistake.Line}, column {mistake.Column}: {mistake.Message}");

    private static ImmutableArray<string> Paths(string text) =>
        [.. Tag().Matches(text).SelectMany(tag => Path().Matches(tag.Value)).Select(path => path.Value).Distinct()];

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Tag();

    /// <summary>A field by its full name; one after a dot is a member of something else.</summary>
    [GeneratedRegex(@"(?<![\w.])(lead|submission\.raw)\.[A-Za-z_]\w*", RegexOptions.ExplicitCapture)]
    private static partial Regex Path();
}
