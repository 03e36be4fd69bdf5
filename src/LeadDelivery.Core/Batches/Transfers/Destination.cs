using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Batches.Transfers;

/// <summary>Where files go, and how one gets in. Holds secrets: printed, it says its type alone.</summary>
public abstract record Destination
{
    /// <summary>Its name in the configuration: <c>folder blob sftp ftps ftp s3 http email</c>.</summary>
    public abstract string Type { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Type;
}

/// <summary>A folder of this machine, or one that is mounted here.</summary>
/// <param name="Path">Absolute, or under the data folder.</param>
public sealed record FolderDestination(string Path) : Destination
{
    /// <inheritdoc/>
    public override string Type => "folder";
}

/// <summary>A container of the host's blobs: the buyer's drop, which it reads over SFTP or with a link.</summary>
/// <param name="Container">Its name.</param>
/// <param name="Path">In front of the files' names; empty or ending in <c>/</c>.</param>
public sealed record BlobDestination(string Container, string Path) : Destination
{
    /// <inheritdoc/>
    public override string Type => "blob";
}

/// <summary>SSH's file transfer.</summary>
public sealed record SftpDestination : Destination
{
    /// <inheritdoc/>
    public override string Type => "sftp";

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port.</summary>
    public int Port { get; init; } = 22;

    /// <summary>Who logs in.</summary>
    public required string User { get; init; }

    /// <summary>Its password; null where a key is given.</summary>
    public string? Password { get; init; }

    /// <summary>Its private key in PEM or OpenSSH form; null where a password is given.</summary>
    public string? Key { get; init; }

    /// <summary>The key's passphrase; null for none.</summary>
    public string? Passphrase { get; init; }

    /// <summary>SHA-256 of the host's key, base64 without padding, as <c>ssh-keygen -l</c> shows it after <c>SHA256:</c>.</summary>
    public required string HostKey { get; init; }

    /// <summary>The folder, ending in <c>/</c>; relative to the login's own where it does not begin with one.</summary>
    public string Path { get; init; } = "";
}

/// <summary>FTP and FTPS.</summary>
public sealed record FtpDestination : Destination
{
    /// <inheritdoc/>
    public override string Type => Tls == FtpTls.None ? "ftp" : "ftps";

    /// <summary>How the connection is protected.</summary>
    public required FtpTls Tls { get; init; }

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; 21, and 990 for implicit TLS.</summary>
    public required int Port { get; init; }

    /// <summary>Who logs in.</summary>
    public required string User { get; init; }

    /// <summary>Its password.</summary>
    public required string Password { get; init; }

    /// <summary>The folder, ending in <c>/</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>A certificate authority in PEM that the server's certificate must come from; null for the system's.</summary>
    public string? Authority { get; init; }
}

/// <summary>How an FTP connection is protected.</summary>
public enum FtpTls
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>AUTH TLS</c> before the login (RFC 4217).</summary>
    Explicit,

    /// <summary>From the first byte.</summary>
    Implicit,
}

/// <summary>Amazon S3 and compatible stores.</summary>
public sealed record S3Destination : Destination
{
    /// <inheritdoc/>
    public override string Type => "s3";

    /// <summary>The store's address; null for Amazon's of the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>In front of the files' names; empty or ending in <c>/</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The access key's id.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The access key.</summary>
    public required string SecretKey { get; init; }
}

/// <summary>An HTTP endpoint that takes whole files.</summary>
public sealed record HttpDestination : Destination
{
    /// <inheritdoc/>
    public override string Type => "http";

    /// <summary>The recipient-like part: URL, method, headers, time bounds, credentials.</summary>
    public required Endpoint Endpoint { get; init; }

    /// <summary>How requests prove who sends them.</summary>
    public System.Collections.Immutable.ImmutableArray<AuthScheme> Auth { get; init; } = [];

    /// <summary>The form field that holds the file in a multipart body; null: the file is the body.</summary>
    public string? FormField { get; init; }

    /// <summary>How the reply as a whole is read.</summary>
    public ResponseRules Response { get; init; } = new();

    /// <summary>How the reply's rows are read; null where the reply is about the whole file.</summary>
    public RowReplyRules? Rows { get; init; }
}

/// <summary>How a bulk reply is read row by row.</summary>
public sealed record RowReplyRules
{
    /// <summary>Gives the list of rows.</summary>
    public required Language.Expression List { get; init; }

    /// <summary>Gives the lead's id, from one row as <c>row</c>; null: rows are in the order that they were sent in.</summary>
    public Language.Expression? Lead { get; init; }

    /// <summary>Holds when the row was accepted.</summary>
    public required Language.Expression Success { get; init; }

    /// <summary>Holds when the recipient has the lead already; null for never.</summary>
    public Language.Expression? Duplicate { get; init; }

    /// <summary>True where rows that the reply says nothing of were accepted: some endpoints name the refused ones alone. False: they end in
    /// error, since nobody has said that they were taken.</summary>
    public bool OthersAccepted { get; init; }

    /// <summary>Its words; null for none.</summary>
    public Language.Expression? Reason { get; init; }

    /// <summary>Its id of the lead; null for none.</summary>
    public Language.Expression? RecipientLeadId { get; init; }

    /// <summary>What it pays; null for none.</summary>
    public Language.Expression? Price { get; init; }
}

/// <summary>A mailbox that gets files as attachments.</summary>
public sealed record EmailDestination : Destination
{
    /// <inheritdoc/>
    public override string Type => "email";

    /// <summary>The mail server.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port: 587, and 465 for implicit TLS.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is protected.</summary>
    public MailTls Tls { get; init; } = MailTls.StartTls;

    /// <summary>Who logs in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>Its password.</summary>
    public string? Password { get; init; }

    /// <summary>The sender's address.</summary>
    public required string From { get; init; }

    /// <summary>The addresses it goes to.</summary>
    public required System.Collections.Immutable.ImmutableArray<string> To { get; init; }

    /// <summary>The subject, in which the words of <see cref="FileNaming"/> stand for themselves.</summary>
    public string Subject { get; init; } = "{batch} {date}";

    /// <summary>The text; the same words.</summary>
    public string Text { get; init; } = "{count} leads are attached.";

    /// <summary>A certificate authority in PEM that the server's certificate must come from; null for the system's.</summary>
    public string? Authority { get; init; }
}

/// <summary>How a connection to a mail server is protected.</summary>
public enum MailTls
{
    /// <summary>Not at all: servers of one's own network.</summary>
    None,

    /// <summary><c>STARTTLS</c>, demanded.</summary>
    StartTls,

    /// <summary>From the first byte.</summary>
    Implicit,
}
