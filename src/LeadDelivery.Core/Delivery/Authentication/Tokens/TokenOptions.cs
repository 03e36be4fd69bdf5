namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>How tokens are kept and asked for, whatever the recipient.</summary>
public sealed record TokenOptions
{
    /// <summary>The host's own base address, to which a <c>token_url</c> that begins with <c>/sandbox/</c> is resolved; null: there
    /// is none.</summary>
    public Uri? SandboxAddress { get; init; }

    /// <summary>How long after a failed request no other is made for that token; doubled by each further failure. 250 ms: half the
    /// shortest wait before an attempt is repeated, so that a hiccup costs no attempt, while a thousand waiting leads make four
    /// requests a second and not a thousand.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest such pause. 30 s: the longest default wait between attempts.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a 401 has fetched a token a further 401 fetches none. 10 s: a recipient that refuses every token is
    /// not helped by more of them.</summary>
    public TimeSpan RenewalPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest life of a token that is believed. 30 d: beyond it the number is a mistake, and a 401 would tell anyway.</summary>
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a token is kept in memory that nobody asks for, as that of a replaced configuration. 1 h: the usual life.</summary>
    public TimeSpan Unused { get; init; } = TimeSpan.FromHours(1);
}
