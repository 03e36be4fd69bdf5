using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Texts that are sent as they are written and look as if something else should stand in their place.</summary>
internal static partial class LiteralWarnings
{
    /// <summary>Those of one file.</summary>
    public static IEnumerable<Mistake> Of(ReadFile file) =>
        Texts(file.Node, "").Select(text => (text.Path, text.Scalar.Line, Wrong: Wrong(text.Scalar.Text)))
            .Where(text => text.Wrong is not null)
            .Select(text => new Mistake(file.File, text.Line, text.Path, text.Wrong!));

    // What looks like a secret's name may be the secret: it is not repeated.
    private static string? Wrong(string text) => SecretName().IsMatch(text) ? "is taken as it is; a secret is written ${NAME}"
        : SingleBraces().Match(text) is { Success: true } braces ? $"is taken as it is, did you mean {{{braces.Value}}}?"
        : null;

    private static IEnumerable<(string Path, YamlScalar Scalar)> Texts(YamlNode node, string path) => node switch
    {
        YamlScalar { Means: ScalarKind.Text } scalar => [(path, scalar)],
        YamlList list => list.Items.SelectMany((item, at) => Texts(item, $"{path}[{at.ToString(CultureInfo.InvariantCulture)}]")),
        YamlMap map => map.Entries.SelectMany(entry => Texts(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}")),
        _ => [],
    };

    [GeneratedRegex("^\\$[A-Z][A-Z0-9_]{2,60}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^\{(lead|source|delivery|recipient)\.[A-Za-z0-9_.]{1,60}\}$", RegexOptions.CultureInvariant)]
    private static partial Regex SingleBraces();
}
