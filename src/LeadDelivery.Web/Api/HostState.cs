namespace LeadDelivery.Web.Api;

/// <summary>Whether this process takes leads, told by the host and shown by <c>/health/ready</c>.</summary>
public sealed class HostState : IDisposable
{
    private readonly CancellationTokenSource _release = new();
    private volatile bool _started;
    private volatile bool _stopping;

    /// <summary>What keeps the host from being ready, in words for operators; asked at each readiness check.</summary>
    public Func<IReadOnlyList<string>> Obstacles { get; init; } = () => [];

    /// <summary>True from <see cref="BeginStop"/> on: leads are answered 503.</summary>
    public bool Stopping => _stopping;

    /// <summary>Cancelled when nobody shall wait for an outcome any more.</summary>
    public CancellationToken WaitsReleased => _release.Token;

    /// <summary>The engine runs and the configuration is loaded.</summary>
    public void Started() => _started = true;

    /// <summary>No lead is taken any more; those under way go on.</summary>
    public void BeginStop() => _stopping = true;

    /// <summary>Callers that still wait for an outcome are answered with what is known.</summary>
    public void ReleaseWaits() => _release.Cancel();

    /// <summary>Why the host is not ready; empty when it is.</summary>
    public IReadOnlyList<string> NotReady() =>
        _stopping ? ["stopping"] : !_started ? ["starting"] : Obstacles();

    /// <inheritdoc/>
    public void Dispose() => _release.Dispose();
}
