using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A text with its <c>${NAME}</c> put in.</summary>
/// <param name="Value">The text with the secrets' values.</param>
/// <param name="Masked">The text with an x for each character of a <c>${NAME}</c>: columns are those of the file.</param>
/// <param name="HasSecrets">True when there was any.</param>
internal readonly record struct ResolvedText(string Value, string Masked, bool HasSecrets);

/// <summary>Puts secrets in their places; <c>$${</c> stands for <c>${</c> itself.</summary>
internal static partial class Secrets
{
    /// <summary>Where the secret stands decides what its value may hold.</summary>
    public delegate string? Objection(string textBefore, string value);

    /// <summary>The text of a scalar, its secrets put in; false when one is missing or its value is objected to.</summary>
    public static bool TryResolve(YamlScalar scalar, Place place, out ResolvedText text, Objection? objection = null)
    {
        if (!scalar.Text.Contains("${", StringComparison.Ordinal))
        {
            text = new(scalar.Text, scalar.Text, false);
            return true;
        }

        var value = new StringBuilder();
        var masked = new StringBuilder();
        var (at, good, any) = (0, true, false);
        foreach (Match match in Reference().Matches(scalar.Text))
        {
            value.Append(scalar.Text, at, match.Index - at);
            masked.Append(scalar.Text, at, match.Index - at);
            at = match.Index + match.Length;
            if (match.Value[1] == '$')
            {
                value.Append("${");
                masked.Append("${ ");
                continue;
            }

            any = true;
            masked.Append('x', match.Length);
            good &= TryFind(match, scalar.Line, place, out var secret);
            if (secret is not null && objection?.Invoke(scalar.Text[..match.Index], secret) is { } words)
            {
                good = place.Mistake(scalar.Line, $"the value of ${{{match.Groups["name"].Value}}} {words}");
            }

            value.Append(secret);
        }

        value.Append(scalar.Text, at, scalar.Text.Length - at);
        masked.Append(scalar.Text, at, scalar.Text.Length - at);
        text = new(value.ToString(), masked.ToString(), any);
        return good;
    }

    private static bool TryFind(Match match, int line, Place place, [NotNullWhen(true)] out string? secret)
    {
        secret = null;
        var name = match.Groups["name"];
        if (!name.Success)
        {
            return place.Mistake(
                line, "`${` begins no secret, expected ${NAME} of letters, digits, _ and -, or $${ for the characters themselves");
        }

        secret = place.Document.Catalog.Secret(name.Value);
        return secret is not null
            || place.Mistake(line, $"the secret {name.Value} is not defined, expected it in the environment or the key vault");
    }

    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_-]*)\}|\$\{", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
