namespace LeadDelivery.Channels.Http;

/// <summary>Bounds of every request over HTTP.</summary>
public sealed record HttpChannelOptions
{
    /// <summary>The largest reply body read, in bytes, after decompression. 64 KB: the longest replies of the field (bids with
    /// seller lists) stay under 20 KB.</summary>
    public int MaxReplyBytes { get; init; } = 64 * 1024;

    /// <summary>The largest reply head, in KB. 32 is what servers themselves accept at most.</summary>
    public int MaxReplyHeadersKilobytes { get; init; } = 32;

    /// <summary>How long an unused connection is kept. 4 s: below the 5 s after which Node.js and Apache close theirs, since a
    /// request that meets a closing connection ends unanswered, and an unanswered post is the costly kind of failure.</summary>
    public TimeSpan ConnectionIdle { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a recipient's pool may lie unused before it is given up, and how soon the pool of replaced settings goes.
    /// 2 min: a quiet recipient costs one handshake then, and nothing before.</summary>
    public TimeSpan PoolIdle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Sent where the recipient's headers name none.</summary>
    public string UserAgent { get; init; } = "LeadDelivery";
}
