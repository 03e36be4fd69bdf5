using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Batches.Feedback;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches;

/// <summary>JSON of what is stored of batches.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(QueuedRow))]
[JsonSerializable(typeof(FileRows))]
[JsonSerializable(typeof(RowProblems))]
[JsonSerializable(typeof(RowAnswers))]
[JsonSerializable(typeof(BatchFile))]
[JsonSerializable(typeof(StoredStanding))]
[JsonSerializable(typeof(NameUse))]
[JsonSerializable(typeof(FeedbackRows))]
[JsonSerializable(typeof(FeedbackUse))]
internal sealed partial class BatchJson : JsonSerializerContext;

/// <summary>
/// Where the parts of batches are stored. Everything of a batch is one partition, so that a row leaves the queue and joins a file in one
/// transaction. Ids, counts and names only, no consumer's data.
/// </summary>
internal static class BatchRecords
{
    /// <summary>The partition that names the batches that have ever had a row or a file; row: the batch's id.</summary>
    public const string Index = "batches";

    /// <summary>Row of what the clock knows of a batch.</summary>
    public const string StandingRow = "standing";

    /// <summary>First characters of rows that wait, in order of time.</summary>
    public const string QueuePrefix = "queue/";

    /// <summary>First characters of files, in order of time.</summary>
    public const string FilePrefix = "file/";

    /// <summary>Everything of one batch.</summary>
    public static string Partition(string batch) => "batch/" + batch;

    /// <summary>A row that waits.</summary>
    public static string QueueRow(string id) => QueuePrefix + id;

    /// <summary>A file.</summary>
    public static string FileRow(string file) => FilePrefix + file;

    /// <summary>First characters of a file's chunks of rows.</summary>
    public static string ChunkPrefix(string file) => $"rows/{file}/";

    /// <summary>A chunk of a file's rows.</summary>
    public static string ChunkRow(string file, int chunk) => $"{ChunkPrefix(file)}{chunk:D7}";

    /// <summary>First characters of the mistakes of a file's rows.</summary>
    public static string ProblemPrefix(string file) => $"problems/{file}/";

    /// <summary>The mistakes of a chunk's rows.</summary>
    public static string ProblemRow(string file, int chunk) => $"{ProblemPrefix(file)}{chunk:D7}";

    /// <summary>A name that a file has.</summary>
    public static string NameRow(string name) => "name/" + name;

    /// <summary>First characters of the marks of files that have not ended.</summary>
    public const string OpenPrefix = "open/";

    /// <summary>The mark of a file that has not ended.</summary>
    public static string OpenRow(string file) => OpenPrefix + file;

    /// <summary>The mark of a file that somebody was told of as late.</summary>
    public static string LateRow(string file) => "late/" + file;

    /// <summary>First characters of the marks of files that hold a consumer who was erased after they were written.</summary>
    public const string ErasedPrefix = "erased/";

    /// <summary>The mark of such a file: what is archived of it is gone, or about to be. Removed when it is written anew.</summary>
    public static string ErasedRow(string file) => ErasedPrefix + file;

    /// <summary>First characters of the marks of rows that are not to be sent any more; their deliveries' keys follow.</summary>
    public const string WithdrawnPrefix = "withdrawn/";

    /// <summary>The mark of a row whose delivery was superseded while it waited.</summary>
    public static string WithdrawnRow(string deliveryKey) => WithdrawnPrefix + deliveryKey;

    /// <summary>The mark of a feedback file that was read.</summary>
    public static string FeedbackRow(string digest) => "feedback/" + digest;

    /// <summary>Where a file is archived.</summary>
    public static string Archive(string batch, string file, string name) => $"{ArchiveFolder(batch, file)}{name}";

    /// <summary>First characters of everything archived of a file.</summary>
    public static string ArchiveFolder(string batch, string file) => $"batches/{batch}/{file}/";

    /// <summary>What the recipient said of a chunk's rows.</summary>
    public static string Answers(string batch, string file, int chunk) => $"{AnswersFolder(batch, file)}{chunk:D7}.json";

    /// <summary>First characters of all of them.</summary>
    public static string AnswersFolder(string batch, string file) => $"{ArchiveFolder(batch, file)}answers/";

    /// <summary>As stored.</summary>
    public static byte[] Bytes(QueuedRow row) => JsonSerializer.SerializeToUtf8Bytes(row, BatchJson.Default.QueuedRow);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(FileRows rows) => JsonSerializer.SerializeToUtf8Bytes(rows, BatchJson.Default.FileRows);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(RowProblems problems) => JsonSerializer.SerializeToUtf8Bytes(problems, BatchJson.Default.RowProblems);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(RowAnswers answers) => JsonSerializer.SerializeToUtf8Bytes(answers, BatchJson.Default.RowAnswers);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(BatchFile file) => JsonSerializer.SerializeToUtf8Bytes(file, BatchJson.Default.BatchFile);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(StoredStanding standing) => JsonSerializer.SerializeToUtf8Bytes(standing, BatchJson.Default.StoredStanding);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(FeedbackRows rows) => JsonSerializer.SerializeToUtf8Bytes(rows, BatchJson.Default.FeedbackRows);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(FeedbackUse use) => JsonSerializer.SerializeToUtf8Bytes(use, BatchJson.Default.FeedbackUse);

    /// <summary>A part of a feedback file.</summary>
    public static FeedbackRows FeedbackRows(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, BatchJson.Default.FeedbackRows)!;

    /// <summary>Where parts of a feedback file wait to be worked through.</summary>
    public static string FeedbackPart(string batch, string digest, int chunk) => $"{FeedbackFolder(batch)}{digest}/{chunk:D7}.json";

    /// <summary>First characters of all parts of feedback files.</summary>
    public static string FeedbackFolder(string batch) => $"batches/{batch}/feedback/";

    /// <summary>As stored.</summary>
    public static byte[] Bytes(NameUse use) => JsonSerializer.SerializeToUtf8Bytes(use, BatchJson.Default.NameUse);

    /// <summary>A row that waits.</summary>
    public static QueuedRow Queued(Record record) => JsonSerializer.Deserialize(record.Body.Span, BatchJson.Default.QueuedRow)!;

    /// <summary>A chunk of rows.</summary>
    public static FileRows Rows(Record record) => JsonSerializer.Deserialize(record.Body.Span, BatchJson.Default.FileRows)!;

    /// <summary>The mistakes of a chunk.</summary>
    public static RowProblems Problems(Record record) => JsonSerializer.Deserialize(record.Body.Span, BatchJson.Default.RowProblems)!;

    /// <summary>What was said of a chunk.</summary>
    public static RowAnswers Answers(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, BatchJson.Default.RowAnswers)!;

    /// <summary>A file.</summary>
    public static BatchFile File(Record record) => JsonSerializer.Deserialize(record.Body.Span, BatchJson.Default.BatchFile)!;

    /// <summary>What the clock knows.</summary>
    public static StoredStanding Standing(Record record) => JsonSerializer.Deserialize(record.Body.Span, BatchJson.Default.StoredStanding)!;

    /// <summary>Whose a name is.</summary>
    public static NameUse Name(Record record) => JsonSerializer.Deserialize(record.Body.Span, BatchJson.Default.NameUse)!;
}

/// <summary>A file's name in use.</summary>
/// <param name="File">The file's id.</param>
internal sealed record NameUse(string File);

/// <summary>What the clock knows of a batch.</summary>
/// <param name="CronKey">What <paramref name="Handled"/> belongs to: a changed schedule begins anew.</param>
/// <param name="Handled">The last cron time that a file was made for or that was passed over, or when the schedule came into force, unix
/// milliseconds; 0 for none.</param>
/// <param name="Held">An operator holds it: no file is made.</param>
/// <param name="Taking">The file whose rows are being decided; null for none.</param>
/// <param name="Counts">Rows of the last files, the latest first.</param>
/// <param name="FeedbackAt">When feedback was last looked for, unix milliseconds.</param>
/// <param name="FeedbackRun">The instance that looked for it; null before the first.</param>
internal sealed record StoredStanding(
    string? CronKey = null, long Handled = 0, bool Held = false, string? Taking = null, IReadOnlyList<int>? Counts = null,
    long FeedbackAt = 0, string? FeedbackRun = null);
