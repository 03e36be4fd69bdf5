using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Core.Pings;

/// <summary>
/// A flow's acceptance rules on the part of a lead that a ping shows: a field is checked where it is there, the condition where all
/// that it reads is there. What cannot be told yet is left to the post.
/// </summary>
internal static class PartialAcceptance
{
    /// <summary>Why the ping is refused, one line a rule; empty when nothing in it speaks against the lead.</summary>
    public static IReadOnlyList<string> Check(AcceptRules rules, Lead draft, LeadScope scope) => Acceptance.Check(
        new AcceptRules
        {
            Fields = [.. rules.Fields.Select(field => field with { Required = false })],
            When = rules.When is { } when && when.Paths.All(path => IsKnown(path, draft, scope)) ? when : null,
        },
        draft,
        scope);

    private static bool IsKnown(string path, Lead draft, LeadScope scope)
    {
        var field = path.StartsWith("lead.", StringComparison.Ordinal) ? path["lead.".Length..] : path;
        return !draft.Fields.At(field).IsNull || (field == path && scope.TryRoot(path.Split('.', '[')[0], out _));
    }
}
