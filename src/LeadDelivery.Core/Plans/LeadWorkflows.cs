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
/// <param name="Race">Path of the innermost race it is part of; null for none.</param>
/// <param name="Bid">Row of the bid that it takes up; null for none.</param>
public sealed record DeliveryTicket(
    string Lead, string Flow, string Catalog, string Recipient, int Number, int Redelivery, bool Also, string? Race = null, string? Bid = null);

/// <summary>Whether a recipient's gates let a delivery in.</summary>
/// <param name="Technical">It is kept out because the recipient is in technical trouble, so that its backup is tried.</param>
public sealed record Admission(bool Admitted, bool Technical = false);

/// <summary>A node's condition to be tested.</summary>
public sealed record ConditionInput(string Lead, string Flow, string Catalog, string Node);

/// <summary>A delivery that is not tried.</summary>
/// <param name="Reason">Why; names rules, never values.</param>
public sealed record SkipInput(DeliveryTicket Delivery, string Reason);

/// <summary>One attempt.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="SpentMs">Milliseconds that the attempts before it took.</param>
/// <param name="Earlier">How many of the attempts before it belong to earlier tries inside a window.</param>
/// <param name="QueuedAt">When it was asked for, unix milliseconds: what came since is time in the recipient's queue.</param>
public sealed record AttemptInput(DeliveryTicket Delivery, int Attempt, long SpentMs, int Earlier = 0, long QueuedAt = 0);

/// <summary>How an attempt ended.</summary>
/// <param name="RetryInMs">When the next one follows; null when the delivery has ended.</param>
/// <param name="Stop">Nobody else may be tried.</param>
/// <param name="Made">False: nothing was tried, the recipient's limits ask to wait or to leave it alone; the attempt is not used up.</param>
/// <param name="Technical">It ended for a technical reason: the recipient's backup is tried.</param>
public sealed record AttemptOutput(
    Outcome Outcome, decimal? Price, long DurationMs, long? RetryInMs, bool Stop, bool Made = true, bool Technical = false);

/// <summary>A delivery that ends without a further attempt.</summary>
/// <param name="Reason">Why; names rules, never values.</param>
public sealed record CloseInput(DeliveryTicket Delivery, Outcome Outcome, int Attempts, long SpentMs, string Reason);

/// <summary>A race that was won.</summary>
/// <param name="Race">Its path.</param>
/// <param name="Winner">Row of the delivery that won it.</param>
public sealed record RaceInput(string Lead, int Redelivery, string Race, string? Winner);

/// <summary>An acceptance that came after the race was won.</summary>
/// <param name="Winner">Row of the delivery that won it.</param>
/// <param name="Price">What the late recipient would have paid.</param>
public sealed record SupersedeInput(DeliveryTicket Delivery, string? Winner, decimal? Price);

/// <summary>A delivery whose attempt could not be run.</summary>
/// <param name="ErrorType">Type of the fault.</param>
public sealed record FaultInput(DeliveryTicket Delivery, int Attempt, long SpentMs, string ErrorType);

/// <summary>A lead's outcome to be recorded.</summary>
/// <param name="Decided">Row of the delivery which decided.</param>
/// <param name="Recipients">Those tried or skipped.</param>
/// <param name="Recovered">What of the price was earned after a technical failure.</param>
public sealed record OutcomeInput(
    string Lead, int Redelivery, Outcome Outcome, decimal? Price, string? Decided, IReadOnlyList<string> Recipients, decimal Recovered = 0);

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
[JsonSerializable(typeof(Admission))]
[JsonSerializable(typeof(CloseInput))]
[JsonSerializable(typeof(RaceInput))]
[JsonSerializable(typeof(SupersedeInput))]
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

    /// <summary>Whether the recipient's rule and gates let the delivery in; a refusal is recorded as skipped, a place is reserved.</summary>
    public static Activity<DeliveryTicket, Admission> AdmitDelivery { get; } = new("AdmitDelivery", Json.DeliveryTicket, Json.Admission);

    /// <summary>Ends a delivery that waits for its next attempt, or was never begun.</summary>
    public static Activity<CloseInput, bool> CloseDelivery { get; } = new("CloseDelivery", Json.CloseInput, Json.Boolean);

    /// <summary>Marks a race as won: its attempts that have not begun are not made.</summary>
    public static Activity<RaceInput, bool> RecordRace { get; } = new("RecordRace", Json.RaceInput, Json.Boolean);

    /// <summary>Records a sale that came after its race was won as superseded, with an alert.</summary>
    public static Activity<SupersedeInput, bool> Supersede { get; } = new("Supersede", Json.SupersedeInput, Json.Boolean);

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
