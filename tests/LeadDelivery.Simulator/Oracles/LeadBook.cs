using System.Text.Json;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>A delivery as recorded.</summary>
internal sealed record DeliveryLine(string Key, int Redelivery, int Number, string Recipient, Outcome Outcome, int Attempts, bool Also, decimal? Price, string? Reason)
{
    /// <summary>Its recipient took the lead to decide later.</summary>
    public bool WasQueued { get; init; }

    /// <summary>It found the lead a place, and nobody else took that back: whatever was decided later.</summary>
    public bool Placed => IsSale || (WasQueued && Outcome != Outcome.Superseded);

    /// <summary>It is sold, or may be yet.</summary>
    public bool IsSale => Outcome is Outcome.Success or Outcome.Queued;

    /// <summary>Kept out because the recipient is in trouble: its backup may be tried.</summary>
    public bool IsTechnicallySkipped => Outcome == Outcome.Skipped && Reason is { } reason
        && (reason.StartsWith("circuit", StringComparison.Ordinal) || reason.StartsWith("paused: unauthorized", StringComparison.Ordinal));

    public bool MayHaveBeenSent => Reason?.StartsWith("may have been sent", StringComparison.Ordinal) == true;

    public bool MayHaveBeenTaken => Outcome == Outcome.Error && Reason == "may have been accepted";
}

/// <summary>An entry of the ledger about an attempt.</summary>
internal sealed record AttemptLine(string Type, string Key, int Attempt, DateTimeOffset At, string Outcome);

/// <summary>What began another delivery of the lead, or kept it from one: an operator's word.</summary>
/// <param name="Configuration">The version that a redelivery was begun on.</param>
internal sealed record TurnLine(string Type, DateTimeOffset At, string Decision, string Recipient, string Configuration);

/// <summary>A stored lead with all that was recorded of it, beside what its source and its buyers know.</summary>
internal sealed record LeadBook(
    string Id, LeadSpec Spec, StoredSummary Summary, IReadOnlyList<DeliveryLine> Deliveries, IReadOnlyList<AttemptLine> Attempts,
    IReadOnlyList<SeenRequest> Seen, bool Rejected)
{
    /// <summary>The consumer's data is gone: what happened and the money are left, and no reasons.</summary>
    public bool IsErased { get; init; }

    /// <summary>What operators decided and asked for, in order: the first began redelivery 1.</summary>
    public IReadOnlyList<TurnLine> Turns { get; init; } = [];

    /// <summary>The version of the configuration that it was taken on.</summary>
    public required string Version { get; init; }

    /// <summary>What was marked of rows of files.</summary>
    public IReadOnlyList<AttemptLine> Settled { get; init; } = [];

    /// <summary>All leads that are stored.</summary>
    public static IReadOnlyList<LeadBook> ReadAll(WorldRun run)
    {
        var vault = new LeadVault(run.Keys);
        var rows = run.Records.All().GroupBy(row => row.Partition).ToDictionary(rows => rows.Key, rows => rows.ToList());
        return [.. rows.Keys.Where(partition => partition.StartsWith("lead/", StringComparison.Ordinal))
            .Select(partition => Read(run, vault, partition["lead/".Length..], rows))];
    }

    /// <summary>The requests of one delivery, in the order in which they left.</summary>
    public IEnumerable<SeenRequest> Of(DeliveryLine delivery) => Seen.Where(seen => seen.Key == delivery.Key);

    private static LeadBook Read(WorldRun run, LeadVault vault, string id, Dictionary<string, List<Record>> all)
    {
        var rows = all[LeadRecords.Partition(id)];
        var head = LeadRecords.Lead(rows.First(row => row.Row == LeadRecords.HeadRow));
        var lead = vault.Open(id, head);
        var number = lead is not null && lead.Fields.TryGet("number", out var field) ? (int)field.AsNumber : run.Erased[id];
        var spec = run.World.Leads.First(spec => spec.Number == number);
        var deliveries = rows.Where(row => row.Row.StartsWith(LeadRecords.DeliveryPrefix, StringComparison.Ordinal)).Select(row =>
        {
            var stored = LeadRecords.Delivery(row);
            var at = row.Row[LeadRecords.DeliveryPrefix.Length..].Split('-');
            var (redelivery, place) = (int.Parse(at[0]), int.Parse(at[1]));
            var details = stored.Sealed is null || lead is null ? null : LeadVault.Open(id, lead.Key, stored.Sealed);
            return new DeliveryLine(
                LeadRecords.DeliveryKey(id, redelivery, place), redelivery, place, stored.Recipient, LeadRecords.OutcomeOf(stored.Outcome),
                stored.Attempts, stored.Also, stored.Price,
                details is not null && details.TryGet("reason", out var reason) ? reason.AsText : null);
        }).ToList();
        var events = rows.Where(row => row.Row.StartsWith(LeadRecords.EventPrefix, StringComparison.Ordinal))
            .ToList();
        var attempts = events.Select(row => Attempt(row.Body)).OfType<AttemptLine>().ToList();
        deliveries = [.. deliveries.Select(line => line with
        {
            WasQueued = attempts.Any(attempt => attempt.Key == line.Key && attempt.Outcome == "queued"),
        })];
        var summary = LeadRecords.Summary(all[LeadRecords.SummaryPartition(LeadRecords.HourOf(id)!)].First(row => row.Row == id));
        return new(
            id, spec, summary, deliveries, attempts,
            [.. run.Buyers.Seen.Where(seen => seen.Key.StartsWith(id, StringComparison.Ordinal))], head.Rejected is not null)
        {
            IsErased = lead is null,
            Version = head.Catalog,
            Turns = [.. events.Select(row => Turn(row.Body)).OfType<TurnLine>()],
            Settled = [.. events.Select(row => Settlement(row.Body)).OfType<AttemptLine>().OrderBy(line => line.At)],
        };
    }

    private static TurnLine? Turn(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var entry = json.RootElement;
        return entry.GetProperty("type").GetString() is "lead.reviewed" or "lead.redelivered"
            ? new(entry.GetProperty("type").GetString()!, At(entry), Text(entry, "decision"), Text(entry, "recipient"), Text(entry, "configuration"))
            : null;
    }

    private static AttemptLine? Settlement(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var entry = json.RootElement;
        return entry.GetProperty("type").GetString() == "delivery.settled"
            ? new("delivery.settled", Text(entry, "delivery_key"), 1, At(entry), Text(entry, "outcome"))
            : null;
    }

    private static DateTimeOffset At(JsonElement entry) => DateTimeOffset.FromUnixTimeMilliseconds(entry.GetProperty("at").GetInt64());

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static AttemptLine? Attempt(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var entry = json.RootElement;
        return entry.TryGetProperty("attempt", out var attempt) && entry.TryGetProperty("delivery_key", out var key)
            ? new(
                entry.GetProperty("type").GetString()!, key.GetString()!, attempt.GetInt32(),
                DateTimeOffset.FromUnixTimeMilliseconds(entry.GetProperty("at").GetInt64()),
                entry.TryGetProperty("outcome", out var outcome) ? outcome.GetString()! : "")
            : null;
    }
}
