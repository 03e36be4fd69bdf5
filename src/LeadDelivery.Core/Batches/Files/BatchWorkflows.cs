using System.Text.Json.Serialization;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>What drives a file: ids only.</summary>
/// <param name="Batch">The batch's id.</param>
/// <param name="File">The file's id.</param>
/// <param name="Catalog">The configuration that it is made by.</param>
/// <param name="Chunk">The next chunk whose leads are marked; null while it is not sent.</param>
/// <param name="Again">True: it was delivered before, and is sent once more.</param>
/// <param name="Discarded">True: it was given up, and its leads are marked so.</param>
public sealed record SendFileInput(string Batch, string File, string Catalog, int? Chunk = null, bool Again = false, bool Discarded = false);

/// <summary>How it ended.</summary>
public sealed record SendFileOutput(FileState State);

/// <summary>One step of a file.</summary>
/// <param name="Attempt">Which try it is, from 1.</param>
/// <param name="Released">True: an operator has let it go in spite of what checks find.</param>
/// <param name="Ordered">An operator ordered it, knowing that it may be there already.</param>
public sealed record FileInput(string Batch, string File, int Attempt = 1, bool Released = false, bool Ordered = false);

/// <summary>Where a file stands after a step.</summary>
/// <param name="State">Its state.</param>
/// <param name="Chunks">Chunks of rows that it has.</param>
/// <param name="Retry">The step may succeed when it is tried again.</param>
public sealed record FileStep(FileState State, int Chunks = 0, bool Retry = false);

/// <summary>A state to be recorded.</summary>
/// <param name="State">Null: as it was.</param>
/// <param name="Problem">Why; null for what was recorded before.</param>
/// <param name="Alert">Kind of the alert that tells of it; null for none.</param>
public sealed record MarkInput(string Batch, string File, FileState? State, string? Problem = null, string? Alert = null);

/// <summary>A chunk whose leads are marked.</summary>
public sealed record SettleInput(string Batch, string File, int Chunk, bool Discarded);

/// <summary>A part of a feedback file.</summary>
/// <param name="Digest">Which feedback file.</param>
/// <param name="Chunk">The part.</param>
/// <param name="IsLast">True: there is no other after it.</param>
public sealed record FeedbackInput(string Batch, string Catalog, string Digest, int Chunk, bool IsLast);

/// <summary>A feedback file that was fetched.</summary>
/// <param name="Digest">Stands for its name, size and time.</param>
/// <param name="Chunks">Parts of it.</param>
public sealed record FetchedFeedback(string Digest, int Chunks);

/// <summary>What was found.</summary>
public sealed record FeedbackOutput(IReadOnlyList<FetchedFeedback> Files);

/// <summary>What starts a look for feedback.</summary>
public sealed record ReadFeedbackInput(string Batch, string Catalog);

/// <summary>An operator's order for a file.</summary>
/// <param name="What"><c>release resend discard confirm</c></param>
public sealed record FileOrder(string What);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SendFileInput))]
[JsonSerializable(typeof(SendFileOutput))]
[JsonSerializable(typeof(FileInput))]
[JsonSerializable(typeof(FileStep))]
[JsonSerializable(typeof(MarkInput))]
[JsonSerializable(typeof(SettleInput))]
[JsonSerializable(typeof(FileOrder))]
[JsonSerializable(typeof(FeedbackInput))]
[JsonSerializable(typeof(FeedbackOutput))]
[JsonSerializable(typeof(ReadFeedbackInput))]
[JsonSerializable(typeof(bool))]
internal sealed partial class BatchFlowJson : JsonSerializerContext;

/// <summary>The names and shapes of everything that runs for a batch's file, on both hosts.</summary>
public static class BatchWorkflows
{
    private static readonly BatchFlowJson Json = BatchFlowJson.Default;

    /// <summary>First characters of the instances that drive files; the file's id follows, and <c>.n</c> for one that is sent again.</summary>
    public const string InstancePrefix = "file-";

    /// <summary>First characters of the instances that read feedback.</summary>
    public const string FeedbackPrefix = "feedback-";

    /// <summary>Brings a file from its rows to its recipient.</summary>
    public static Orchestration<SendFileInput, SendFileOutput> SendBatchFile { get; } =
        new("SendBatchFile", "1", Json.SendFileInput, Json.SendFileOutput);

    /// <summary>Reads what a recipient says of rows it was sent.</summary>
    public static Orchestration<ReadFeedbackInput, bool> ReadBatchFeedback { get; } =
        new("ReadBatchFeedback", "1", Json.ReadFeedbackInput, Json.Boolean);

    /// <summary>Decides which rows belong to a file.</summary>
    public static Activity<FileInput, FileStep> TakeRows { get; } = new("TakeRows", Json.FileInput, Json.FileStep);

    /// <summary>Writes, checks, packs and archives it.</summary>
    public static Activity<FileInput, FileStep> BuildFile { get; } = new("BuildFile", Json.FileInput, Json.FileStep);

    /// <summary>Sends it, or finds that it has arrived.</summary>
    public static Activity<FileInput, FileStep> SendFile { get; } = new("SendFile", Json.FileInput, Json.FileStep);

    /// <summary>Records where it stands, with an alert where somebody has to look at it.</summary>
    public static Activity<MarkInput, bool> MarkFile { get; } = new("MarkFile", Json.MarkInput, Json.Boolean);

    /// <summary>Marks the leads of a chunk.</summary>
    public static Activity<SettleInput, bool> SettleRows { get; } = new("SettleRows", Json.SettleInput, Json.Boolean);

    /// <summary>Fetches and reads new feedback files.</summary>
    public static Activity<ReadFeedbackInput, FeedbackOutput> FetchFeedback { get; } =
        new("FetchFeedback", Json.ReadFeedbackInput, Json.FeedbackOutput);

    /// <summary>Marks the leads that a part of a feedback file tells of.</summary>
    public static Activity<FeedbackInput, bool> SettleFeedback { get; } = new("SettleFeedback", Json.FeedbackInput, Json.Boolean);

    /// <summary>What an operator orders for a file that waits.</summary>
    public static WorkflowEvent<FileOrder> Order { get; } = new("order", Json.FileOrder);
}
