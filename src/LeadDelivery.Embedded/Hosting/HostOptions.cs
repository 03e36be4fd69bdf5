using System.Collections.Immutable;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>How the host is started.</summary>
internal sealed record HostOptions
{
    /// <summary>The configuration's folder.</summary>
    public required string ConfigFolder { get; init; }

    /// <summary>Where everything is kept; made where it is missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>What it listens on.</summary>
    public required ImmutableArray<ListenAddress> Addresses { get; init; }

    /// <summary>The operator's key; null: the stored one, else one is made.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>Whether recipients may be on loopback and private networks.</summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>True where that follows from starting without a configuration, and was not asked for.</summary>
    public bool PrivateNetworkByDefault { get; init; }

    /// <summary>The clock. Default: the system's; a benchmark parks leads under one of its own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
