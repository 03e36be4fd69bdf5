using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// What a lead comes to that recipients took to decide later: one of them, or several of whom any or all must take it. It is asked again
/// whenever one of them has decided.
/// </summary>
/// <param name="Row">
/// Of one alone: row of the delivery; of a review that has sent the lead on, what the rows of that redelivery begin with.
/// </param>
/// <param name="Known">Of one alone: how it ended, where its row does not say; else null.</param>
/// <param name="Parts">Of several: what they come to, in the order of the plan; else null.</param>
/// <param name="All">Of several: all must take it.</param>
public sealed record StoredStanding(string? Row = null, string? Known = null, IReadOnlyList<StoredStanding>? Parts = null, bool All = false)
{
    /// <summary>What several come to together; what one of them comes to where it is alone.</summary>
    public static StoredStanding Of(IReadOnlyList<StoredStanding> parts, bool all) =>
        parts.Count == 1 ? parts[0] : new(Parts: parts, All: all);

    /// <summary>Whether it hangs on that delivery.</summary>
    public bool HangsOn(string row) => Parts?.Any(part => part.HangsOn(row)) ?? Row == row;

    /// <summary>The same with another standing in the place of some deliveries.</summary>
    public StoredStanding Replace(IReadOnlyCollection<string> rows, StoredStanding with) =>
        Parts is not null ? this with { Parts = [.. Parts.Select(part => part.Replace(rows, with))] }
        : Row is not null && rows.Contains(Row) ? with
        : this;

    /// <summary>The rows of the deliveries that it hangs on.</summary>
    public IEnumerable<string> Rows() => Parts?.SelectMany(part => part.Rows()) ?? (Row is null ? [] : [Row]);

    /// <summary>What it comes to, and the row of the delivery which decided.</summary>
    /// <param name="outcomes">The outcomes of the deliveries by row; who is not there has not decided.</param>
    public (Outcome Outcome, string? Decided) Come(IReadOnlyDictionary<string, Outcome> outcomes)
    {
        if (Parts is null)
        {
            var outcome = OutcomeNames.Parse(Known) ?? outcomes.GetValueOrDefault(Row!, Outcome.Queued);
            return (outcome == Outcome.Pending ? Outcome.Queued : outcome, Row);
        }

        var ends = Parts.Select(part => part.Come(outcomes)).ToList();
        var best = All
            ? ends.FindIndex(end => end.Outcome is not (Outcome.Success or Outcome.Queued))
            : ends.FindIndex(end => end.Outcome == Outcome.Success);
        return ends[Math.Max(0, best >= 0 ? best : ends.FindIndex(end => end.Outcome == Outcome.Queued))];
    }
}
