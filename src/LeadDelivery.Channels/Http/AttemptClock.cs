using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Channels.Http;

/// <summary>One attempt's time bounds as one token: the total from the start, the response's from the request sent.</summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly Timeouts _bounds;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;

    public AttemptClock(Timeouts bounds, TimeProvider time, CancellationToken caller)
    {
        _bounds = bounds;
        _time = time;
        _start = time.GetTimestamp();
        _source = new(bounds.Total, time);
        _caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>True when the response's bound is the one that counts.</summary>
    public bool AwaitsResponse { get; private set; }

    /// <summary>All of the request is written: the response's time starts.</summary>
    public void Sent()
    {
        var left = _bounds.Total - Elapsed;
        if (_bounds.Response < left)
        {
            AwaitsResponse = true;
            _source.CancelAfter(_bounds.Response);
        }
    }

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
