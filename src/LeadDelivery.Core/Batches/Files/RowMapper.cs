using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>A row as it will be written, or why it cannot be.</summary>
/// <param name="Values">A value for each column.</param>
/// <param name="Problem">Names columns, never values; null for a row without one.</param>
internal readonly record struct MappedRow(Value[] Values, string? Problem);

/// <summary>Makes rows of leads.</summary>
internal sealed class RowMapper(LeadVault vault, TimeProvider time)
{
    private readonly DeliveryScopes _scopes = new(time);

    /// <summary>Makes a row. Does not throw for what a lead holds.</summary>
    public async ValueTask<MappedRow> MapAsync(
        IRecordStore records, QueuedRow row, Batch batch, Catalog catalog, DateTimeOffset made, CancellationToken cancellation)
    {
        if (await vault.FindAsync(records, row.Lead, cancellation) is not { } lead)
        {
            return new([], RowProblem.Erased);
        }

        var ticket = new DeliveryTicket(row.Lead, lead.Flow, catalog.Version, batch.Recipient, row.Number, row.Redelivery, false);
        var scope = await _scopes.OfAsync(records, lead, catalog, ticket, 1, cancellation, made);
        var values = new Value[batch.Columns.Length];
        var problems = new List<string>();
        for (var at = 0; at < values.Length; at++)
        {
            var column = batch.Columns[at];
            var before = problems.Count;
            values[at] = column.Value.BuildOnly(scope, problems);
            if (problems.Count == before && column.Required && IsBlank(values[at]))
            {
                problems.Add($"column {column.Name}: it is required, and the lead has nothing for it");
            }
        }

        return new(values, problems.Count > 0 ? string.Join("; ", problems) : null);
    }

    private static bool IsBlank(Value value) =>
        value.IsNull || (value.Kind == ValueKind.Text && string.IsNullOrWhiteSpace(value.AsText));
}
