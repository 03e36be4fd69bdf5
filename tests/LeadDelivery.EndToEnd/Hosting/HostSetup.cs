namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>How a host is started.</summary>
internal sealed record HostSetup
{
    public const string OperatorKey = "end-to-end-operator-key-0123456789abcdef";
    public const string SourceKey = "end-to-end-source-key-0123456789";
    public const string BuyerToken = "end-to-end-buyer-token-9876543210";

    /// <summary>The configuration folder; null for the host's default.</summary>
    public string? Config { get; init; }

    public required string Data { get; init; }

    /// <summary>Null lets the host make one.</summary>
    public string? Operator { get; init; } = OperatorKey;

    /// <summary>Variables beyond the keys that the configurations here name.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Runs the host below a shell that first runs this, such as a limit.</summary>
    public string? ShellPrefix { get; init; }

    public bool AllowPrivateNetwork { get; init; } = true;

    public IEnumerable<string> Arguments(string url)
    {
        if (Config is not null)
            yield return $"--config={Config}";
        yield return $"--data={Data}";
        yield return $"--urls={url}";
        if (AllowPrivateNetwork)
            yield return "--allow-private-network";
    }
}
