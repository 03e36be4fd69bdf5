using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>Lists leads newest first, hour by hour.</summary>
public sealed class LeadList(IRecordStore records, LeadReader reader)
{
    /// <summary>Summaries looked at for one page: bounds the work of a filter that few leads pass.</summary>
    public const int MaxExamined = 5_000;

    /// <summary>Leads decrypted for one page of a search: some 20 µs each.</summary>
    public const int MaxSearched = 1_000;

    /// <summary>A page. Throws <see cref="FormatException"/> for a cursor that is none.</summary>
    public async ValueTask<LeadPage> PageAsync(LeadFilter filter, CancellationToken cancellation)
    {
        if (filter.Cursor is { } cursor && UlidFactory.TimeOf(cursor) is null)
        {
            throw new FormatException("not a cursor of this list");
        }

        var leads = ImmutableArray.CreateBuilder<LeadView>();
        var examined = 0;
        var searched = 0;
        await foreach (var (id, summary) in SummariesAsync(filter, cancellation))
        {
            examined++;
            if (Passes(filter, summary))
            {
                var view = await reader.ViewAsync(id, summary, cancellation);
                searched += filter.Search is null ? 0 : 1;
                if (filter.Search is null || Found(view, filter.Search))
                {
                    leads.Add(view);
                }
            }

            if (leads.Count >= filter.Limit || examined >= MaxExamined || searched >= MaxSearched)
            {
                return new(leads.DrainToImmutable(), id);
            }
        }

        return new(leads.DrainToImmutable(), null);
    }

    private async IAsyncEnumerable<(string Id, StoredSummary Summary)> SummariesAsync(
        LeadFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var newest = filter.Cursor is null ? filter.To?.UtcDateTime.ToString("yyyyMMddHH") : LeadRecords.HourOf(filter.Cursor);
        var hours = new RecordQuery(
            LeadRecords.Hours, filter.From?.UtcDateTime.ToString("yyyyMMddHH"), newest is null ? null : newest + "~", Descending: true);
        await foreach (var hour in records.QueryAsync(hours, cancellation))
        {
            var leads = new RecordQuery(LeadRecords.SummaryPartition(hour.Row), null, filter.Cursor, Descending: true);
            await foreach (var record in records.QueryAsync(leads, cancellation))
            {
                var received = UlidFactory.TimeOf(record.Row)!.Value;
                if (received < filter.From)
                {
                    yield break;
                }

                if (filter.To is null || received < filter.To)
                {
                    yield return (record.Row, LeadRecords.Summary(record));
                }
            }
        }
    }

    private static bool Passes(LeadFilter filter, StoredSummary summary) =>
        (filter.Flow is null || filter.Flow == summary.Flow)
        && (filter.Source is null || filter.Source == summary.Source)
        && (filter.Outcome is not { } outcome || Ended(summary, outcome))
        && (filter.Recipient is null || summary.Recipients?.Contains(filter.Recipient) == true);

    // No lead ends superseded: asked for are those that a second recipient took too, where somebody must undo it.
    private static bool Ended(StoredSummary summary, Outcome outcome) =>
        outcome == Outcome.Superseded ? summary.Superseded : LeadRecords.OutcomeOf(summary.Outcome) == outcome;

    private static bool Found(LeadView view, string search)
    {
        if (string.Equals(view.LeadId, search.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var words = search.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length > 0 && view is { Fields: { } fields, Raw: { } raw }
            && words.All(word => Holds(Value.Of(fields), word) || Holds(Value.Of(raw), word));
    }

    private static bool Holds(Value value, string word) => value.Kind switch
    {
        ValueKind.List => value.AsList.Any(item => Holds(item, word)),
        ValueKind.Object => value.AsObject.Members.Any(member => Holds(member.Value, word)),
        _ => WholeWord(value.ToText(), word),
    };

    private static bool WholeWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at]))
                && (end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(text[end - 1])))
            {
                return true;
            }
        }

        return false;
    }
}
