namespace LeadDelivery.Channels.Files;

/// <summary>Bounds of file transfers.</summary>
public sealed record FileTransportOptions
{
    /// <summary>The folder to which relative paths of <c>folder</c> destinations belong.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where keys and spooled files lie while a transfer runs, in a private folder each; null for the system's.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>The program that speaks SFTP, FTP and SMTP: a name on the PATH or a path.</summary>
    public string Curl { get; init; } = "curl";

    /// <summary>Name, TCP, TLS and login. 30 s: SFTP servers of the field that look the client's name up take ten.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A transfer in which nothing moves for so long is given up. 60 s: servers that scan a file before they confirm it
    /// stay silent for some seconds per 100 MB.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>One transfer in all. 1 h: 1 GB at 300 KB/s.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromHours(1);

    /// <summary>So long after all bounds curl is ended from outside. 15 s: its own timers lag, and while it waits for a mail server's reply
    /// to a whole mail they do not run at all.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Of an earlier try's part, so many bytes make resuming worthwhile; a smaller one is replaced. 1 MB: resumed files are read
    /// back once to be sure of them.</summary>
    public long ResumeFrom { get; init; } = 1024 * 1024;

    /// <summary>The largest file attached to a mail, in bytes. 18 MB: 25 MB, the usual bound of mail servers, once encoded.</summary>
    public long MaxMailBytes { get; init; } = 18 * 1024 * 1024;

    /// <summary>The largest file sent over HTTP, in bytes. 64 MB: the request is held in memory, and few endpoints take more.</summary>
    public int MaxHttpBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The largest reply to a file sent over HTTP, in bytes. 16 MB: 100,000 rows at 160 bytes each.</summary>
    public int MaxHttpReplyBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>A file up to this size goes to S3 in one request, a larger one in parts of it; it is held in memory. 16 MB: 160 GB in the
    /// 10,000 parts that S3 allows.</summary>
    public int S3PartBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>One request to S3, which carries such a part at most. 5 min: 16 MB at 55 KB/s.</summary>
    public TimeSpan S3Request { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most files of a destination that are listed. 2,000: their sizes are asked for one by one where a protocol has no
    /// listing that programs can read.</summary>
    public int MaxListed { get; init; } = 2000;
}
