using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Gates.Circuits;

/// <summary>
/// One recipient's circuit: closed while it works, open while it is left alone, half open while one attempt tries whether it is back.
/// Thread-safe; reads no clock.
/// </summary>
internal sealed class Circuit
{
    /// <summary>What a probe may take beyond the recipient's own bound of time before another is let through: 5 s for everything
    /// around the request.</summary>
    private static readonly TimeSpan ProbeGrace = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly RecentAttempts _recent = new();
    private CircuitState _state;
    private DateTimeOffset _since;
    private DateTimeOffset _until;
    private int _breaks;
    private string? _reason;
    private Hold? _hold;
    private string? _probe;
    private DateTimeOffset _probeEnds;
    private ForcedCircuit? _forced;
    private volatile bool _isSpecial;

    /// <summary>Whether an attempt may be made now: null, and an open circuit whose break is over takes it as its probe.</summary>
    public Hold? Enter(string key, Recipient recipient, int attempt, DateTimeOffset now)
    {
        if (!_isSpecial)
        {
            return null;
        }

        lock (_lock)
        {
            if (Forced(now) is { } forced)
            {
                return forced.Open ? Open(forced) : null;
            }

            if (Closed(recipient, now) is { } hold)
            {
                return _probe == key ? null : hold;
            }

            if (recipient.Circuit is not null && _state != CircuitState.Closed)
            {
                // Exactly one: whoever comes next finds it taken, until it has ended or must have.
                (_state, _probe, _probeEnds) = (CircuitState.HalfOpen, key, now + ProbeTime(recipient, attempt));
            }

            return null;
        }
    }

    /// <summary>Whether an attempt would be kept out now; changes nothing.</summary>
    public Hold? Peek(Recipient recipient, DateTimeOffset now)
    {
        if (!_isSpecial)
        {
            return null;
        }

        lock (_lock)
        {
            return Forced(now) is { } forced ? (forced.Open ? Open(forced) : null) : Closed(recipient, now);
        }
    }

    /// <summary>Whether that delivery's attempt is its probe.</summary>
    public bool IsProbe(string key)
    {
        lock (_lock)
        {
            return _state == CircuitState.HalfOpen && _probe == key;
        }
    }

    /// <summary>Whether it is anything but closed, or in an operator's hand.</summary>
    public bool IsSpecial => _isSpecial;

    /// <summary>An attempt has ended; <paramref name="failed"/> null: it was not made after all. What it changed, or null.</summary>
    public CircuitChange? Leave(string key, bool? failed, CircuitPolicy policy, DateTimeOffset now)
    {
        lock (_lock)
        {
            var isProbe = _state == CircuitState.HalfOpen && _probe == key;
            if (isProbe)
            {
                (_state, _probe) = (CircuitState.Open, null);
            }

            if (failed is not { } hasFailed || Forced(now) is not null)
            {
                return null;
            }

            if (isProbe)
            {
                return hasFailed ? Open(policy, _reason!, now, CircuitState.HalfOpen) : Close("its probe was answered", now);
            }

            // What was under way when it opened neither closes it nor opens it again.
            return _state == CircuitState.Closed && _recent.Add(hasFailed, now, policy) is { } reason
                ? Open(policy, reason, now, CircuitState.Closed)
                : null;
        }
    }

    /// <summary>An operator decides; null gives it back. What went before is forgotten.</summary>
    public void Force(ForcedCircuit? forced, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (forced is null && _forced is null)
            {
                // Automatic already: it stays as it is.
                return;
            }

            Close("", now);
            (_forced, _since) = (forced, now);
            _isSpecial = forced is not null || _state != CircuitState.Closed;
        }
    }

    /// <summary>What it is now.</summary>
    public CircuitView View(DateTimeOffset now)
    {
        lock (_lock)
        {
            var forced = Forced(now);
            var state = forced is null ? _state : forced.Open ? CircuitState.Open : CircuitState.Closed;
            return new(state, _since, state == CircuitState.Open ? forced is null ? _until : forced.Until : null, _reason, _breaks, forced)
            {
                Attempts = _recent.Count,
                Failures = _recent.Failures,
            };
        }
    }

    /// <summary>Takes up what was stored. A probe under way then is none any more: the next attempt is.</summary>
    public void Restore(StoredCircuit stored)
    {
        lock (_lock)
        {
            _forced = stored.Forced;
            (_since, _until, _breaks, _reason) = (stored.Since, stored.Until, stored.Breaks, stored.Reason);
            (_probe, _probeEnds) = (stored.Probe, stored.ProbeEnds);
            _state = !stored.Open ? CircuitState.Closed : _probe is null ? CircuitState.Open : CircuitState.HalfOpen;
            _hold = stored.Open ? Held() : null;
            _isSpecial = stored.Open || stored.Forced is not null;
        }
    }

    /// <summary>What is to be stored of it.</summary>
    /// <param name="withProbe">With the attempt that is its probe.</param>
    public StoredCircuit Stored(bool withProbe = false)
    {
        lock (_lock)
        {
            var stored = new StoredCircuit(_state != CircuitState.Closed, _since, _until, _breaks, _reason, _forced);
            return withProbe && _state == CircuitState.HalfOpen ? stored with { Probe = _probe, ProbeEnds = _probeEnds } : stored;
        }
    }

    private Hold? Closed(Recipient recipient, DateTimeOffset now) =>
        recipient.Circuit is null || _state == CircuitState.Closed ? null
        : _state == CircuitState.Open ? (now < _until ? _hold : null)
        : now < _probeEnds ? new($"circuit open: {_reason}, a try is under way", null, Technical: true)
        : null;

    private CircuitChange Open(CircuitPolicy policy, string reason, DateTimeOffset now, CircuitState from)
    {
        var until = now + policy.BreakOf(++_breaks);
        if (from == CircuitState.Closed)
        {
            _since = now;
        }

        (_state, _until, _reason, _isSpecial) = (CircuitState.Open, until, reason, true);
        _hold = Held();
        _recent.Clear();
        return new(from, CircuitState.Open, reason, until);
    }

    private CircuitChange Close(string reason, DateTimeOffset now)
    {
        (_state, _since, _until, _breaks, _reason, _hold, _probe) = (CircuitState.Closed, now, default, 0, null, null, null);
        _isSpecial = _forced is not null;
        _recent.Clear();
        return new(CircuitState.HalfOpen, CircuitState.Closed, reason, null);
    }

    private ForcedCircuit? Forced(DateTimeOffset now)
    {
        if (_forced?.Until is { } until && until <= now)
        {
            (_forced, _since, _isSpecial) = (null, until, _state != CircuitState.Closed);
        }

        return _forced;
    }

    private Hold Held() => new($"circuit open: {_reason}, next try after {_until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}", null, Technical: true);

    private static Hold Open(ForcedCircuit forced) => new($"circuit open: forced by {forced.Who}", null, Technical: true);

    private static TimeSpan ProbeTime(Recipient recipient, int attempt)
    {
        var growth = Math.Pow((double)recipient.Retry.TimeoutGrowth, Math.Min(attempt - 1, 10));
        return ((recipient.Endpoint?.Timeout ?? new()).Total * growth) + ProbeGrace;
    }
}
