namespace LeadDelivery.Core.Batches.Transfers;

/// <summary>Brings whole files to one kind of destination and looks at what is there. What the network or the far side does wrong is a
/// result, never an exception; only cancellation throws.</summary>
public interface IFileTransport
{
    /// <summary>Whether it serves the destination.</summary>
    bool Serves(Destination destination);

    /// <summary>
    /// Brings the file there: under a temporary name (<see cref="FileTransfer.TemporaryName"/>), whole, then renamed, then looked at:
    /// it is there with the same size. A temporary file of an earlier try is resumed or replaced. A file that already has the final name
    /// is never overwritten.
    /// </summary>
    Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation);

    /// <summary>What is under a name on the far side.</summary>
    Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation);

    /// <summary>The files of the destination, for feedback; names, sizes and times.</summary>
    Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation);

    /// <summary>Reads a file of the destination into <paramref name="to"/>; null when it was read, else why not.</summary>
    Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation);
}

/// <summary>One file to be sent.</summary>
/// <param name="Id">The file's id, a ULID: the same for every try of it.</param>
/// <param name="Name">Its final name, without a folder.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
/// <param name="Open">Opens it for reading; the caller disposes. Seekable where the store can.</param>
public sealed record FileTransfer(
    Destination To, string Id, string Name, long Length, string Sha256, Func<CancellationToken, Task<Stream>> Open)
{
    /// <summary>The batch's id.</summary>
    public required string Batch { get; init; }

    /// <summary>Its rows.</summary>
    public required int Rows { get; init; }

    /// <summary>When it was made, in the schedule's time zone: for subjects and texts.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>
    /// Called right before the moment from which the recipient may see the file under its name; what it records is durable when it returns.
    /// </summary>
    public Func<CancellationToken, Task>? Appearing { get; init; }

    /// <summary>True where an earlier try got that far and how it ended is not known: a file that is nowhere now may have been taken away,
    /// and is not sent again.</summary>
    public bool MayHaveAppeared { get; init; }

    /// <summary>What becomes of such a file.</summary>
    public static TransferResult Gone { get; } = new(
        TransferOutcome.Unconfirmed, "an earlier try broke off when it was about to get its name, and it is not there now: the recipient may have taken it");

    /// <summary>The name it has until it is whole. Begins with a dot, so that the far side's programs do not take it up.</summary>
    public string TemporaryName => $".{Name}.{Id}.part";
}

/// <summary>How a transfer ended.</summary>
public enum TransferOutcome
{
    /// <summary>It is there, under its name, with its size; or the far side has said that it took it.</summary>
    Confirmed,

    /// <summary>It is not there, and another try may help: no connection, a full disk.</summary>
    Failed,

    /// <summary>It is not there, and trying again does not help before somebody has changed something: wrong password, wrong host key,
    /// missing folder.</summary>
    Refused,

    /// <summary>It may be there: the connection broke where only the far side knows, and it cannot be looked up.</summary>
    Unconfirmed,

    /// <summary>Another file has its name.</summary>
    NameTaken,
}

/// <summary>How a transfer ended.</summary>
/// <param name="Reason">Why, for operators; no secret, no consumer's data. Null for a confirmed one.</param>
public sealed record TransferResult(TransferOutcome Outcome, string? Reason = null)
{
    /// <summary>What the recipient said of single rows; null where it said nothing.</summary>
    public IReadOnlyList<RowReply>? Rows { get; init; }
}

/// <summary>What a recipient said of one row.</summary>
/// <param name="Lead">The lead's id; null where rows are told by their order.</param>
/// <param name="Index">Its place in the reply, from 0.</param>
/// <param name="Outcome">success, failure or duplicate.</param>
public sealed record RowReply(string? Lead, int Index, Delivery.Outcome Outcome, string? Reason, string? RecipientLeadId, decimal? Price);

/// <summary>What is under a name on the far side.</summary>
/// <param name="Length">Its bytes; null where there is none.</param>
/// <param name="Problem">Why that is not known; null where it is.</param>
public sealed record FarFile(long? Length, string? Problem = null)
{
    /// <summary>True where it could not be looked at.</summary>
    public bool Unknown => Problem is not null;

    /// <summary>True where it can never be looked at: a mailbox, an endpoint that only takes files.</summary>
    public bool NeverKnown { get; init; }
}

/// <summary>The files of a destination.</summary>
/// <param name="Problem">Why they could not be listed; null where they were.</param>
public sealed record FarListing(IReadOnlyList<FarEntry> Files, string? Problem = null);

/// <summary>A file on the far side.</summary>
public sealed record FarEntry(string Name, long Length, DateTimeOffset? Modified);
