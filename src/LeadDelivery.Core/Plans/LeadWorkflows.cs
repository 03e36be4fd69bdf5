using System.Text.Json.Serialization;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>What starts a lead's delivery: ids only.</summary>
/// <param name="Catalog">The configuration version it finishes on.</param>
/// <param name="Redelivery">0 for the first delivery, then counting.</param>
/// <param name="Recipient">For a redelivery to one recipient; null for the flow's plan.</param>
/// <param name="Rejected">The acceptance rules refused it: recorded, nothing to do.</param>
/// <param name="Auction">Path of the auction that its source's ping has run: the lead goes to the bids that were made; null for none.</param>
/// <param name="Full">Its source pinged and posted in one call: what it is told is what the auction's margin leaves.</param>
/// <param name="Beside">The redelivery is a side delivery: the lead's outcome stays what it is.</param>
public sealed record DeliverLeadInput(string Lead, string Flow, string Catalog, int Redelivery, string? Recipient, bool Rejected,
    string? Auction = null, bool Full = false, bool Beside = false);

/// <summary>How a lead's delivery ended.</summary>
public sealed record DeliverLeadOutput(Outcome Outcome);

/// <summary>One delivery, by ids.</summary>
/// <param name="Number">Its place in the walk, from 1.</param>
/// <param name="Also">A side delivery.</param>
/// <param name="Phases">Numbers of the races and windows that it is part of, outermost first; null for none.</param>
/// <param name="Bid">Row of the bid that it takes up; null for none.</param>
/// <param name="Earlier">Attempts made in earlier tries inside a window.</param>
/// <param name="Exclusive">True where the bid is taken to sell to nobody else.</param>
public sealed record DeliveryTicket(
    string Lead, string Flow, string Catalog, string Recipient, int Number, int Redelivery, bool Also,
    IReadOnlyList<int>? Phases = null, string? Bid = null, int Earlier = 0, bool Exclusive = false);

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
/// <param name="QueuedAt">When it was asked for, unix milliseconds: what came since is time in the recipient's queue.</param>
/// <param name="MaySent">An earlier process may have sent it, and it was made to wait since.</param>
public sealed record AttemptInput(DeliveryTicket Delivery, int Attempt, long SpentMs, long QueuedAt = 0, bool MaySent = false)
{
    /// <summary>How many of the attempts before it belong to earlier tries inside a window.</summary>
    [JsonIgnore]
    public int Earlier => Delivery.Earlier;
}

/// <summary>How an attempt ended.</summary>
/// <param name="RetryInMs">When the next one follows; null when the delivery has ended.</param>
/// <param name="Stop">Nobody else may be tried.</param>
/// <param name="Made">False: nothing was tried, the recipient's limits ask to wait or to leave it alone; the attempt is not used up.</param>
/// <param name="Technical">It ended for a technical reason: the recipient's backup is tried.</param>
/// <param name="MaySent">An earlier process may have sent what now has to wait: it is asked for again, whatever ends meanwhile.</param>
public sealed record AttemptOutput(
    Outcome Outcome, decimal? Price, long DurationMs, long? RetryInMs, bool Stop,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool Made = true, bool Technical = false, bool MaySent = false);

/// <summary>A delivery that ends without a further attempt.</summary>
/// <param name="Reason">Why; names rules, never values.</param>
public sealed record CloseInput(DeliveryTicket Delivery, Outcome Outcome, int Attempts, long SpentMs, string Reason);

/// <summary>A race or window that is over.</summary>
/// <param name="Phase">Its number.</param>
/// <param name="Reason">Why, for attempts that are not made any more.</param>
public sealed record PhaseInput(string Lead, int Redelivery, int Phase, string Reason);

/// <summary>A rotation to be made.</summary>
/// <param name="Node">The path of the node that rotates.</param>
public sealed record PickInput(string Lead, string Flow, string Catalog, string Node);

/// <summary>The members of a rotation.</summary>
/// <param name="Order">Their indexes in the order of their turns: who may take the lead now first, then the others.</param>
public sealed record PickOutput(IReadOnlyList<int> Order);

/// <summary>A round of an auction.</summary>
/// <param name="Node">The path of the auction.</param>
/// <param name="Round">Its number in the lead's walk, from 1.</param>
public sealed record AuctionInput(string Lead, string Flow, string Catalog, string Node, int Redelivery, int Round);

/// <summary>How a ping round ended: ids and money.</summary>
/// <param name="Bids">The offers, best first.</param>
/// <param name="Unsold">What the auction comes to where there is none.</param>
/// <param name="Decided">Row of the bid that tells why; null where nobody was asked.</param>
public sealed record PingOutput(IReadOnlyList<RankedBid> Bids, Outcome Unsold, string? Decided);

/// <summary>An acceptance that came after the race was won.</summary>
/// <param name="Winner">Row of the delivery that won it.</param>
public sealed record SupersedeInput(DeliveryTicket Delivery, string? Winner);

/// <summary>A delivery whose attempt could not be run.</summary>
/// <param name="ErrorType">Type of the fault.</param>
public sealed record FaultInput(DeliveryTicket Delivery, int Attempt, long SpentMs, string ErrorType);

/// <summary>A lead's outcome to be recorded.</summary>
/// <param name="Decided">Row of the delivery which decided.</param>
/// <param name="Recipients">Those tried or skipped.</param>
/// <param name="Recovered">What of the price was earned after a technical failure.</param>
/// <param name="Queued">Rows of deliveries that recipients took to decide later, and may have decided by now; null for none.</param>
/// <param name="Full">Its source pinged and posted in one call.</param>
/// <param name="Told">What of the price its source is told and paid then; null where no auction sold it, or for no known price.</param>
/// <param name="Shares">The auctions that sold it, where a buyer of one decides later; else null.</param>
/// <param name="Standing">Where several took it to decide later: what it comes to once they have; null where <paramref name="Decided"/> tells.</param>
/// <param name="Beside">The redelivery was a side delivery: the lead's outcome stays what it was.</param>
/// <param name="RecoversLater">Of the rows under <paramref name="Queued"/> those of recipients who were asked after a technical failure; null for none.</param>
public sealed record OutcomeInput(
    string Lead, int Redelivery, Outcome Outcome, decimal? Price, string? Decided, IReadOnlyList<string> Recipients, decimal Recovered = 0,
    IReadOnlyList<string>? Queued = null, bool Full = false, decimal? Told = null, IReadOnlyList<StoredShare>? Shares = null,
    StoredStanding? Standing = null, bool Beside = false, IReadOnlyList<string>? RecoversLater = null);

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
[JsonSerializable(typeof(AuctionInput))]
[JsonSerializable(typeof(PingOutput))]
[JsonSerializable(typeof(CloseInput))]
[JsonSerializable(typeof(PhaseInput))]
[JsonSerializable(typeof(PickInput))]
[JsonSerializable(typeof(PickOutput))]
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

    /// <summary>Asks the bidders of an auction for bids; binds nobody, so it may be repeated.</summary>
    public static Activity<AuctionInput, PingOutput> PingBidders { get; } = new("PingBidders", Json.AuctionInput, Json.PingOutput);

    /// <summary>Reads the bids that a source's ping has brought.</summary>
    public static Activity<AuctionInput, PingOutput> TakeBids { get; } = new("TakeBids", Json.AuctionInput, Json.PingOutput);

    /// <summary>Records what became of an auction's bids.</summary>
    public static Activity<AuctionInput, bool> CloseAuction { get; } = new("CloseAuction", Json.AuctionInput, Json.Boolean);

    /// <summary>Ends a delivery that waits for its next attempt, or was never begun.</summary>
    public static Activity<CloseInput, bool> CloseDelivery { get; } = new("CloseDelivery", Json.CloseInput, Json.Boolean);

    /// <summary>Marks a race or window as over: its attempts that have not begun are not made.</summary>
    public static Activity<PhaseInput, bool> RecordPhase { get; } = new("RecordPhase", Json.PhaseInput, Json.Boolean);

    /// <summary>The order in which the members of a rotation are tried.</summary>
    public static Activity<PickInput, PickOutput> PickMember { get; } = new("PickMember", Json.PickInput, Json.PickOutput);

    /// <summary>Records a sale that came after its race was won as superseded, with an alert.</summary>
    public static Activity<SupersedeInput, bool> Supersede { get; } = new("Supersede", Json.SupersedeInput, Json.Boolean);

    /// <summary>Records a delivery that is not tried.</summary>
    public static Activity<SkipInput, bool> RecordSkip { get; } = new("RecordSkip", Json.SkipInput, Json.Boolean);

    /// <summary>One request to one recipient, recorded before and after.</summary>
    public static Activity<AttemptInput, AttemptOutput> AttemptDelivery { get; } =
        new("AttemptDelivery", Json.AttemptInput, Json.AttemptOutput);

    /// <summary>Records a delivery whose attempt could not be run; true where its request may have been sent, as far as is marked.</summary>
    public static Activity<FaultInput, bool> RecordFault { get; } = new("RecordFault", Json.FaultInput, Json.Boolean);

    /// <summary>Records the lead's outcome and wakes who waits for it.</summary>
    public static Activity<OutcomeInput, bool> RecordOutcome { get; } = new("RecordOutcome", Json.OutcomeInput, Json.Boolean);
}
