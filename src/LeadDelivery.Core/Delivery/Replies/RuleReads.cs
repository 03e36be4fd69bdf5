using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>What a recipient's rules look at, found once per recipient.</summary>
/// <param name="Json">Some rule reads the reply as JSON.</param>
/// <param name="Xml">Some rule reads it as XML.</param>
/// <param name="Any">There is a rule at all.</param>
/// <param name="Members">The members of a JSON reply that any of the recipient's expressions names; null where one takes it whole.</param>
internal sealed record RuleReads(bool Json, bool Xml, bool Any, FrozenSet<string>? Members)
{
    private static readonly ConditionalWeakTable<ResponseRules, RuleReads> Known = [];

    public static RuleReads Of(ResponseRules rules) => Known.GetValue(rules, static r =>
    {
        var all = new[] { r.Duplicate, r.Retry, r.Queued, r.Success, r.Failure }.OfType<Expression>().ToImmutableArray();
        return new(all.Any(e => Reads(e, "json")), all.Any(e => Reads(e, "xml")), !all.IsEmpty, MembersOf(r));
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

    /// <summary>The members of a JSON reply that these expressions name; null where one takes the reply whole.</summary>
    public static FrozenSet<string>? MembersOf(IEnumerable<Expression> expressions)
    {
        const string Root = "json";
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in expressions.SelectMany(e => e.Paths).Where(p => p.StartsWith(Root, StringComparison.Ordinal)))
        {
            var rest = path.AsSpan(Root.Length);
            if (rest.IsEmpty || rest[0] == '[')
            {
                return null;
            }

            if (rest[0] != '.')
            {
                continue;
            }

            // A name may hold dots itself, ['a.b'], which a path does not show.
            names.Add(rest[1..].ToString());
            for (var i = 1; i < rest.Length; i++)
            {
                if (rest[i] is '.' or '[')
                {
                    names.Add(rest[1..i].ToString());
                }
            }
        }

        return names.ToFrozenSet(StringComparer.Ordinal);
    }

    private static FrozenSet<string>? MembersOf(ResponseRules r) => MembersOf(
    [
        .. new[] { r.Duplicate, r.Retry, r.Queued, r.Success, r.Failure, r.LeadId, r.Price, r.RedirectUrl }.OfType<Expression>(),
        .. r.Reason, .. r.Capture.Select(c => c.Value),
    ]);
}
