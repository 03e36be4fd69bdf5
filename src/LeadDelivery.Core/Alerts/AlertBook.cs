using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Alerts;

/// <summary>What somebody should look at: recorded, and told to whoever listens.</summary>
public sealed class AlertBook(UlidFactory ids, TimeProvider time)
{
    /// <summary>First characters of the partitions, one per UTC day: <c>alerts/20261121</c>, rows in order of time.</summary>
    public const string PartitionPrefix = "alerts/";

    /// <summary>An alert has been recorded.</summary>
    public event Action<Alert>? Raised;

    /// <summary>Raises an alert together with an activity's result.</summary>
    public void Raise(IActivityContext context, string kind, string? recipient, string? lead, string message)
    {
        var (alert, write) = Make(kind, recipient, lead, message);
        context.Write(write);
        context.AfterCommit(() => Raised?.Invoke(alert));
    }

    /// <summary>Raises an alert outside of activities.</summary>
    public async ValueTask RaiseAsync(
        IRecordStore records, string kind, string? recipient, string? lead, string message, CancellationToken cancellation)
    {
        var (alert, write) = Make(kind, recipient, lead, message);
        await records.WriteAsync([write], cancellation);
        Raised?.Invoke(alert);
    }

    private (Alert Alert, RecordOperation Write) Make(string kind, string? recipient, string? lead, string message)
    {
        var alert = new Alert(ids.Next(), time.GetUtcNow(), kind, recipient, lead, message);
        var body = ValueObject.From(
        [
            new("at", Value.Of((decimal)alert.At.ToUnixTimeMilliseconds())),
            new("kind", Value.Of(kind)),
            new("recipient", Value.Of(recipient)),
            new("lead", Value.Of(lead)),
            new("message", Value.Of(message)),
        ]);
        return (alert, RecordOperation.Insert($"{PartitionPrefix}{alert.At:yyyyMMdd}", alert.Id, ValueJson.ToUtf8(Value.Of(body))));
    }
}

/// <summary>Something that somebody should look at.</summary>
/// <param name="Id">ULID.</param>
/// <param name="Kind">What happened: <c>superseded</c>, <c>unauthorized</c>, <c>circuit_open</c>, <c>shutdown</c>, …</param>
/// <param name="Recipient">Whom it concerns; null for none.</param>
/// <param name="Lead">The lead's id; null for none.</param>
/// <param name="Message">For people; names rules and ids, never a consumer's values or secrets.</param>
public sealed record Alert(string Id, DateTimeOffset At, string Kind, string? Recipient, string? Lead, string Message);
