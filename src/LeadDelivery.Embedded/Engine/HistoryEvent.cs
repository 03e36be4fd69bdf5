namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// What a history says happened: inputs that reached an orchestration (below 16) and what it decided on them (from 16).
/// The numbers are stored.
/// </summary>
internal enum HistoryKind : byte
{
    Started = 1,
    TaskCompleted = 2,
    TaskFailed = 3,
    TimerFired = 4,
    EventReceived = 5,

    ActivityScheduled = 16,
    TimerCreated = 17,
    TimerCancelled = 18,
    ChildScheduled = 19,
    EventSent = 20,
    ContinuedAsNew = 21,
    Completed = 22,
    Failed = 23,
}

/// <summary>One entry of a history.</summary>
/// <param name="Task">The number of the call it belongs to; 0 where it belongs to none.</param>
/// <param name="At">UTC ticks: of an input when it was processed, of a created timer when it is due.</param>
/// <param name="Name">Orchestration, activity, event name or error type.</param>
/// <param name="Text">Version, instance id of a child or receiver, or error message.</param>
/// <param name="Data">An input's JSON. A decision's JSON is at hand only while it is new: history keeps its digest.</param>
/// <param name="Digest">Of a decision: the digest of its JSON.</param>
internal readonly record struct HistoryEvent(
    HistoryKind Kind, int Task, long At, string? Name, string? Text, ReadOnlyMemory<byte> Data, ulong Digest)
{
    public bool IsInput => Kind < HistoryKind.ActivityScheduled;

    public static HistoryEvent Input(HistoryKind kind, int task, long at, string? name, string? text, ReadOnlyMemory<byte> data) =>
        new(kind, task, at, name, text, data, 0);

    public static HistoryEvent Decision(HistoryKind kind, int task, string? name, string? text, ReadOnlyMemory<byte> data, long due = 0) =>
        new(kind, task, due, name, text, data, HistoryDigest.OfPayload(data.Span));

    /// <summary>True when both are the same decision; names in exact case.</summary>
    public bool SameDecision(in HistoryEvent other) =>
        Kind == other.Kind && Task == other.Task && At == other.At && Digest == other.Digest
        && string.Equals(Name, other.Name, StringComparison.Ordinal) && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <summary>For reports to operators: ids and names, never the payload.</summary>
    public string Describe() => Kind switch
    {
        HistoryKind.TimerCreated => $"{Kind}#{Task}(due {new DateTime(At, DateTimeKind.Utc):O})",
        HistoryKind.TimerCancelled => $"{Kind}#{Task}",
        HistoryKind.Completed or HistoryKind.Failed => $"{Kind}({Name ?? Digest.ToString("x16")})",
        _ => $"{Kind}#{Task}({Name}{(Text is null ? "" : "," + Text)},{Digest:x16})",
    };
}
