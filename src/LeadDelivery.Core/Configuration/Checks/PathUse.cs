using System.Collections.Immutable;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>What one expression or template of a file reads.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Place">Its key path, <c>fields.loan</c>.</param>
/// <param name="Paths">As <c>Template.Paths</c>.</param>
/// <param name="IsLoop">True where bare names may be members of a loop's items.</param>
internal sealed record PathUse(int Line, string Place, ImmutableArray<string> Paths, bool IsLoop)
{
    /// <summary>True for a template with a loop in it.</summary>
    public static bool HasLoop(string text) =>
        text.Contains("{{#each", StringComparison.Ordinal) || text.Contains("{{~#each", StringComparison.Ordinal);
}
