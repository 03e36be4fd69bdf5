using System.Text.Json.Serialization;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>What starts a lead's delivery: ids only.</summary>
/// <param name="Catalog">The configuration version it finishes on.</param>
/// <param name="Redelivery">0 for the first delivery, then counting.</param>
/// <param name="Recipient">For a redelivery to one recipient; null for the flow's plan.</param>
/// <param name="Rejected">The acceptance rules refused it: recorded, nothing to do.</param>
public sealed record DeliverLeadInput(string Lead, string Flow, string Catalog, int Redelivery, string? Recipient, bool Rejected);

/// <summary>How a lead's delivery ended.</summary>
public sealed record DeliverLeadOutput(Outcome Outcome);

/// <summary>One delivery, by ids.</summary>
/// <param name="Number">Its place in the walk, from 1.</param>
/// <param name="Also">A side delivery.</param>
public sealed record DeliveryTicket(string Lead, string Flow, string Catalog, string Recipient, int Number, int Redelivery, bool Also);

/// <summary>A node's condition to be tested.</summary>
public sealed record ConditionInput(string Lead, string Flow, string Catalog, string Node);

/// <summary>A delivery that is not tried.</summary>
/// <param name="Reason">Why; names rules, never values.</param>
public sealed record SkipInput(DeliveryTicket Delivery, string Reason);

/// <summary>One attempt.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="SpentMs">Milliseconds that the attempts before it took.</param>
public sealed record AttemptInput(DeliveryTicket Delivery, int Attempt, long SpentMs);

/// <summary>How an attempt ended.</summary>
/// <param name="RetryInMs">When the next one follows; null when the delivery has ended.</param>
/// <param name="Stop">Nobody else may be tried.</param>
public sealed record AttemptOutput(Outcome Outcome, decimal? Price, long DurationMs, long? RetryInMs, bool Stop);

/// <summary>A delivery whose attempt could not be run.</summary>
/// <param name="ErrorType">Type of the fault.</param>
public sealed record FaultInput(DeliveryTicket Delivery, int Attempt, long SpentMs, string ErrorType);

/// <summary>A lead's outcome to be recorded.</summary>
/// <param name="Decided">Row of the delivery which decided.</param>
/// <param name="Recipients">Those tried or skipped.</param>
public sealed record OutcomeInput(string Lead, int Redelivery, Outcome Outcome, decimal? Price, string? Decided, IReadOnlyList<string> Recipients);

/// <summary>JSON of what orchestrations and activities hand each other.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(DeliverLeadInput))]
[JsonSerializable(typeof(DeliverLeadOutput))]
[JsonSerializable(typeof(DeliveryTicket))]
[JsonSerializable(typeof(ConditionInput))]
[JsonSerializable(typeof(SkipInput))]
[JsonSerializable(typeof(AttemptInput))]
[JsonSerializable(typeof(AttemptOutput))]
[JsonSerializable(typeof(FaultInput))]
[JsonSerializable(typeof(OutcomeInput))]
[JsonSerializable(typeof(bool))]
internal sealed partial class PlanJson : JsonSerializerContext;

/// <summary>The names and shapes of everything that runs for a lead, on both hosts.</summary>
public static class LeadWorkflows
{
    private static readonly PlanJson Json = PlanJson.Default;

    /// <summary>Delivers a lead by its flow's plan.</summary>
    public static Orchestration<DeliverLeadInput, DeliverLeadOutput> DeliverLead { get; } =
        new("DeliverLead", "1", Json.DeliverLeadInput, Json.DeliverLeadOutput);

    /// <summary>Whether a node's condition holds.</summary>
    public static Activity<ConditionInput, bool> TestCondition { get; } = new("TestCondition", Json.ConditionInput, Json.Boolean);

    /// <summary>Whether the recipient takes such a lead; a refusal is recorded as skipped.</summary>
    public static Activity<DeliveryTicket, bool> AdmitDelivery { get; } = new("AdmitDelivery", Json.DeliveryTicket, Json.Boolean);

    /// <summary>Records a delivery that is not tried.</summary>
    public static Activity<SkipInput, bool> RecordSkip { get; } = new("RecordSkip", Json.SkipInput, Json.Boolean);

    /// <summary>One request to one recipient, recorded before and after.</summary>
    public static Activity<AttemptInput, AttemptOutput> AttemptDelivery { get; } =
        new("AttemptDelivery", Json.AttemptInput, Json.AttemptOutput);

    /// <summary>Records a delivery whose attempt could not be run.</summary>
    public static Activity<FaultInput, bool> RecordFault { get; } = new("RecordFault", Json.FaultInput, Json.Boolean);

    /// <summary>Records the lead's outcome and wakes who waits for it.</summary>
    public static Activity<OutcomeInput, bool> RecordOutcome { get; } = new("RecordOutcome", Json.OutcomeInput, Json.Boolean);
}
