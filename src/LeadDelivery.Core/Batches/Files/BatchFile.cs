using System.Text.Json.Serialization;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>Where a file stands.</summary>
public enum FileState
{
    /// <summary>Its rows are being decided.</summary>
    Taking,

    /// <summary>It is being written and checked.</summary>
    Building,

    /// <summary>A check did not hold: it waits for an operator.</summary>
    Held,

    /// <summary>It is on its way, or waits for the next try.</summary>
    Sending,

    /// <summary>It may have arrived, and cannot be looked up: it waits for an operator.</summary>
    Unconfirmed,

    /// <summary>It could not be written or sent: it waits for an operator.</summary>
    Failed,

    /// <summary>It has arrived; its leads are being marked.</summary>
    Settling,

    /// <summary>It has arrived, and its leads are marked.</summary>
    Delivered,

    /// <summary>There was nothing to send.</summary>
    Empty,

    /// <summary>An operator gave it up: its leads are marked as failed.</summary>
    Discarded,
}

/// <summary>One file of a batch. Names and numbers only.</summary>
public sealed record BatchFile
{
    /// <summary>Where it stands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required FileState State { get; init; }

    /// <summary>Why it was made: <c>cron count idle max_age demand</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>When it was due, unix milliseconds.</summary>
    public required long Due { get; init; }

    /// <summary>When it was opened, unix milliseconds: rows that came later are for the next file, and it is dated so.</summary>
    public required long Opened { get; init; }

    /// <summary>The configuration that its format, columns and checks are taken from.</summary>
    public required string Catalog { get; init; }

    /// <summary>The most rows it takes; 0 for all.</summary>
    public int Limit { get; init; }

    /// <summary>True: it is sent also where no row waits.</summary>
    public bool SendsEmpty { get; init; }

    /// <summary>Rows that belong to it, those with mistakes among them.</summary>
    public int Members { get; init; }

    /// <summary>Chunks that these are stored in.</summary>
    public int Chunks { get; init; }

    /// <summary>Its name, once it is written.</summary>
    public string? Name { get; init; }

    /// <summary>Rows in it.</summary>
    public int Rows { get; init; }

    /// <summary>Rows that are not in it for their mistakes.</summary>
    public int Mistaken { get; init; }

    /// <summary>Its bytes, as sent.</summary>
    public long Bytes { get; init; }

    /// <summary>SHA-256 of its bytes, as sent, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Sums of columns.</summary>
    public IReadOnlyDictionary<string, decimal>? Totals { get; init; }

    /// <summary>What checks found; also why it failed.</summary>
    public IReadOnlyList<string>? Findings { get; init; }

    /// <summary>Tries to send it that have begun.</summary>
    public int Tries { get; init; }

    /// <summary>A try has begun, and how it ended is not recorded.</summary>
    public bool Underway { get; init; }

    /// <summary>That try came to the moment from which the recipient may see the file.</summary>
    public bool Appearing { get; init; }

    /// <summary>The last try found another file under its name: whatever has the name there is not this file.</summary>
    public bool NameTaken { get; init; }

    /// <summary>Why the last try, or the last step, did not succeed; null where it did.</summary>
    public string? Problem { get; init; }

    /// <summary>When it was confirmed, unix milliseconds; 0 while it is not.</summary>
    public long Confirmed { get; init; }

    /// <summary>When its leads were all marked, or it was given up, unix milliseconds; 0 while they are not.</summary>
    public long Ended { get; init; }

    /// <summary>Its rows that were taken.</summary>
    public int Accepted { get; init; }

    /// <summary>Its rows that the recipient refused.</summary>
    public int Refused { get; init; }

    /// <summary>What was counted last into these two: a step that is repeated is not counted twice.</summary>
    public string? Counted { get; init; }

    /// <summary>Its archive is gone: kept long enough, or a consumer in it was erased.</summary>
    public bool Removed { get; init; }

    /// <summary>How often it was sent once more after it had been delivered.</summary>
    public int Resends { get; init; }

    /// <summary>The operator who asked for it; null where the schedule did.</summary>
    public string? By { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt => DateTimeOffset.FromUnixTimeMilliseconds(Opened);

    /// <summary>True where nothing more happens to it by itself or by an order that ends it.</summary>
    public bool HasEnded => State is FileState.Delivered or FileState.Empty or FileState.Discarded;
}
