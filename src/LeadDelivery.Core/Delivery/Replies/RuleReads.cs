using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>What a recipient's rules look at, found once per recipient.</summary>
/// <param name="Json">Some rule reads the reply as JSON.</param>
/// <param name="Xml">Some rule reads it as XML.</param>
/// <param name="Any">There is a rule at all.</param>
internal sealed record RuleReads(bool Json, bool Xml, bool Any)
{
    private static readonly ConditionalWeakTable<ResponseRules, RuleReads> Known = [];

    public static RuleReads Of(ResponseRules rules) => Known.GetValue(rules, static r =>
    {
        var all = new[] { r.Duplicate, r.Retry, r.Queued, r.Success, r.Failure }.OfType<Expression>().ToImmutableArray();
        return new(all.Any(e => Reads(e, "json")), all.Any(e => Reads(e, "xml")), !all.IsEmpty);
    });

    /// <summary>Whether the rule names that root.</summary>
    public static bool Reads(Expression rule, string root)
    {
        foreach (var path in rule.Paths)
        {
            if (path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] is '.' or '['))
            {
                return true;
            }
        }

        return false;
    }
}
