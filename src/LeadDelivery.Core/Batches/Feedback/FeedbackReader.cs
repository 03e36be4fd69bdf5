using System.Runtime.CompilerServices;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Reads files in which a recipient says what became of rows, one row at a time.</summary>
/// <param name="currency">The recipient's: a price in another is none.</param>
public sealed class FeedbackReader(FeedbackRules rules, FeedbackLimits limits, string currency)
{
    /// <summary>Longest id that is looked for: four times a ULID or GUID with its decoration.</summary>
    private const int MaxId = 200;

    /// <summary>Why files of the format are not read; null where they are.</summary>
    public static string? Mistake(FileFormat format) => format switch
    {
        DelimitedFormat delimited => DelimitedRecords.Mistake(delimited),
        JsonFormat => null,
        _ => $"feedback files of the format `{format.Name}` are not read, expected csv, tsv, delimited, json or ndjson",
    };

    /// <summary>
    /// The file's rows in their order. Whatever its bytes are, they end in rows and problems; only reading the stream itself throws. After a
    /// problem that leaves no telling where the next row begins, that problem is the last.
    /// </summary>
    /// <param name="file">From where it stands; stays open.</param>
    /// <param name="now">The moment that <c>now</c> is.</param>
    /// <exception cref="InvalidOperationException">The format is not one that is read: see <see cref="Mistake"/>.</exception>
    public async IAsyncEnumerable<FeedbackRow> ReadAsync(
        Stream file, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (Mistake(rules.Format) is { } mistake)
        {
            throw new InvalidOperationException(mistake);
        }

        var records = rules.Format switch
        {
            DelimitedFormat delimited => DelimitedRecords.ReadAsync(file, delimited, limits, cancellation),
            JsonFormat { Lines: true } => JsonRecords.ReadLinesAsync(file, limits, cancellation),
            var other => JsonRecords.ReadArrayAsync(file, ((JsonFormat)other).Root, limits, cancellation),
        };

        var index = 0;
        await foreach (var (line, row, problem) in records.WithCancellation(cancellation))
        {
            yield return problem is null ? Evaluate(line, index, new FeedbackScope(row, now)) : new(line, null, problem);
            index++;
        }
    }

    private FeedbackRow Evaluate(long line, int index, FeedbackScope scope)
    {
        var lead = rules.Lead.Evaluate(scope).ToText().Trim();
        if (lead.Length is 0 or > MaxId)
        {
            return new(line, null, $"`lead: {rules.Lead.Text}` gives {(lead.Length == 0 ? "nothing" : "a long text")}, expected the id of a lead");
        }

        var outcome = rules.Accepted.Holds(scope) ? Outcome.Success
            : rules.Duplicate?.Holds(scope) == true ? Outcome.Duplicate
            : Outcome.Failure;
        var reason = rules.Reason?.Evaluate(scope).ToText().Trim();
        var price = rules.Price is { } expression ? MoneyText.Read(expression.Evaluate(scope), currency) : null;
        return new(line, new RowReply(lead, index, outcome, string.IsNullOrEmpty(reason) ? null : reason, null, price), null);
    }
}
