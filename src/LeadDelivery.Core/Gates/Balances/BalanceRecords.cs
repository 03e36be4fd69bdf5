using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Balances;

/// <summary><c>balance:</c> of a recipient: it pays in advance.</summary>
/// <param name="CreditLimit">How far below zero its balance may go.</param>
public sealed record BalanceRules(decimal CreditLimit);

/// <summary>How a recipient's balance stands.</summary>
/// <param name="Balance">What was paid in less what was sold; below zero where credit is used.</param>
/// <param name="Reserved">Expected prices of deliveries that have not ended.</param>
/// <param name="Available">What can still be sold: balance and credit less what is reserved; nothing while a lead of unknown price is under way.</param>
public sealed record BalanceView(decimal Balance, decimal Reserved, decimal Available);

/// <summary>One movement of a balance.</summary>
/// <param name="Id">ULID.</param>
/// <param name="Kind"><c>top_up</c> by an operator, <c>sale</c>, or <c>given_back</c> for a sale that was undone.</param>
/// <param name="Amount">Below zero for what goes out.</param>
/// <param name="Reference">The operator's own of a top-up, the delivery's key of a sale.</param>
/// <param name="By">The operator; null for sales.</param>
public sealed record BalanceMovement(string Id, DateTimeOffset At, string Kind, decimal Amount, string Reference, string? By);

/// <summary>One movement. Partition <c>balance/{recipient}</c>, row <c>move/{ulid}</c>; once settled in <c>balance/{recipient}/{yyyyMM}</c>.</summary>
internal sealed record StoredMovement(long At, string Kind, decimal Amount, string Reference, string? By);

/// <summary>One reservation. Partition <c>balance/{recipient}</c>, row <c>key/{delivery key}</c>.</summary>
/// <param name="Charge">Of several workers, what it was sold for: kept while it may be given back.</param>
/// <param name="ChargedAt">When that was, unix milliseconds.</param>
/// <param name="Undo">Of an end: it takes back a sale too.</param>
/// <param name="Guess">The amount is a guess.</param>
/// <param name="Blind">It may bring any amount.</param>
internal sealed record StoredBalanceHold(
    decimal Amount, long At, string Instance, decimal? Charge = null, long? ChargedAt = null, bool Undo = false, bool Guess = false,
    bool Blind = false)
{
    /// <summary>What a sale that names no price takes off: nothing of a guess.</summary>
    [JsonIgnore]
    public decimal Unpriced => Guess ? 0 : Amount;

    /// <summary>How many of it may bring any amount: it or none.</summary>
    [JsonIgnore]
    public long Blinds => Blind ? 1 : 0;
}

/// <summary>Of several workers: what is settled and moved, and what is reserved. Partition <c>balance/{recipient}</c>, row <c>state</c>.</summary>
/// <param name="Blind">How many of those reserved may bring any amount.</param>
internal sealed record StoredBalanceState(decimal Balance, decimal Reserved, long Blind = 0);

/// <summary>A reference used. Partition <c>balance/{recipient}</c>, row <c>ref/{its SHA-256}</c>.</summary>
internal sealed record StoredReference(decimal Amount, string Movement);

/// <summary>All that is settled. Partition <c>balance/{recipient}</c>, row <c>sum</c>.</summary>
/// <param name="First">The month of the first movement, <c>yyyyMM</c>.</param>
internal sealed record StoredBalance(decimal Balance, string? First);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredMovement))]
[JsonSerializable(typeof(StoredBalanceHold))]
[JsonSerializable(typeof(StoredReference))]
[JsonSerializable(typeof(StoredBalanceState))]
[JsonSerializable(typeof(StoredBalance))]
internal sealed partial class BalanceJson : JsonSerializerContext;

/// <summary>How balances are stored.</summary>
internal static class BalanceRecords
{
    /// <summary>The partition that lists who has a balance: one row each.</summary>
    public const string Owners = "balances";

    public const string KeyPrefix = "key/";

    public const string MovePrefix = "move/";

    public const string SumRow = "sum";

    /// <summary>Of several workers, first characters of the rows that say how a delivery ended, until the sums know: the reservation as it is
    /// to be, without a charge where nothing stays of it.</summary>
    public const string EndPrefix = "end/";

    /// <summary>Of several workers, the row of the sums.</summary>
    public const string StateRow = "state";

    private static readonly BalanceJson Json = BalanceJson.Default;

    public static string Partition(string recipient) => "balance/" + recipient;

    /// <summary>The settled movements of a month.</summary>
    public static string Month(string recipient, string month) => $"balance/{recipient}/{month}";

    public static RecordOperation List(string recipient) => RecordOperation.Upsert(Owners, recipient, "{}"u8.ToArray());

    public static RecordOperation Hold(string recipient, string key, StoredBalanceHold hold) => RecordOperation.Upsert(
        Partition(recipient), KeyPrefix + key, JsonSerializer.SerializeToUtf8Bytes(hold, Json.StoredBalanceHold));

    public static RecordOperation DeleteHold(string recipient, string key) => RecordOperation.Delete(Partition(recipient), KeyPrefix + key);

    /// <summary>Says how a reservation ends.</summary>
    public static RecordOperation End(string recipient, string key, StoredBalanceHold hold) => RecordOperation.Upsert(
        Partition(recipient), EndPrefix + key, JsonSerializer.SerializeToUtf8Bytes(hold, Json.StoredBalanceHold));

    /// <summary>Writes the sums, unless they are others by now.</summary>
    public static RecordOperation State(string recipient, BalanceStanding standing)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new(standing.Balance, standing.Reserved, standing.Blind), Json.StoredBalanceState);
        return standing.ETag is { } etag
            ? RecordOperation.Replace(Partition(recipient), StateRow, body, etag)
            : RecordOperation.Insert(Partition(recipient), StateRow, body);
    }

    public static BalanceStanding State(Record row)
    {
        var stored = JsonSerializer.Deserialize(row.Body.Span, Json.StoredBalanceState)!;
        return new(stored.Balance, stored.Reserved, row.ETag) { Blind = stored.Blind };
    }

    public static RecordOperation Move(string recipient, BalanceMovement movement) => RecordOperation.Insert(
        Partition(recipient), MovePrefix + movement.Id,
        JsonSerializer.SerializeToUtf8Bytes(
            new StoredMovement(movement.At.ToUnixTimeMilliseconds(), movement.Kind, movement.Amount, movement.Reference, movement.By),
            Json.StoredMovement));

    public static string ReferenceRow(string reference) => "ref/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference)));

    public static RecordOperation Reference(string recipient, string reference, StoredReference used) => RecordOperation.Insert(
        Partition(recipient), ReferenceRow(reference), JsonSerializer.SerializeToUtf8Bytes(used, Json.StoredReference));

    public static StoredReference Reference(Record row) => JsonSerializer.Deserialize(row.Body.Span, Json.StoredReference)!;

    /// <summary>Writes the sum in place of the one before, unless that is another by now.</summary>
    public static RecordOperation Sum(string recipient, StoredBalance sum, Record? before)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(sum, Json.StoredBalance);
        return before is null
            ? RecordOperation.Insert(Partition(recipient), SumRow, body)
            : RecordOperation.Replace(Partition(recipient), SumRow, body, before.ETag);
    }

    public static StoredBalance Sum(Record? row) =>
        row is null ? new(0, null) : JsonSerializer.Deserialize(row.Body.Span, Json.StoredBalance)!;

    public static StoredBalanceHold Hold(Record row) => JsonSerializer.Deserialize(row.Body.Span, Json.StoredBalanceHold)!;

    public static BalanceMovement Movement(Record row)
    {
        var stored = JsonSerializer.Deserialize(row.Body.Span, Json.StoredMovement)!;
        return new(
            row.Row[MovePrefix.Length..], DateTimeOffset.FromUnixTimeMilliseconds(stored.At), stored.Kind, stored.Amount, stored.Reference,
            stored.By);
    }
}
