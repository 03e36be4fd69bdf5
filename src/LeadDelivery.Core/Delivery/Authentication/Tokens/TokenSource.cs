using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>
/// The token of one recipient under one configuration. However many attempts ask, one request is under way; a failure is theirs all,
/// and none is made for a while after it. Thread-safe.
/// </summary>
internal sealed class TokenSource(TokenGrant grant, OAuth2Auth scheme, TimeProvider time, TokenOptions options, CancellationToken stop)
{
    private readonly Lock _gate = new();
    private AccessToken? _current;
    private Task<TokenResult>? _request;
    private TokenTrouble? _trouble;
    private TimeSpan _pause;
    private long _failedAt;
    private long _askedAt = time.GetTimestamp();

    /// <summary>How long nobody has asked.</summary>
    public TimeSpan Unused => time.GetElapsedTime(Volatile.Read(ref _askedAt));

    /// <summary>The request under way, or a finished task: awaited before the store closes.</summary>
    public Task Pending
    {
        get
        {
            lock (_gate)
            {
                return _request ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>
    /// The token in force, or a new one, or why there is none. In the first half of its last stretch (<c>skew</c>) the token in force is
    /// used while the new one is fetched; in the second half the new one is waited for, and the old one used where none comes.
    /// </summary>
    public async ValueTask<TokenResult> GetAsync(CancellationToken cancellation)
    {
        Task<TokenResult> request;
        AccessToken? old;
        lock (_gate)
        {
            Volatile.Write(ref _askedAt, time.GetTimestamp());
            old = _current is { } token && Left(token) > TimeSpan.Zero ? token : null;
            if (old is not null && Left(old) > old.Skew)
            {
                return new(old, null);
            }

            if (_request is null && Paused)
            {
                return old is null ? new(null, _trouble) : new(old, null);
            }

            request = _request ??= Start(false);
            if (old is not null && Left(old) > old.Skew / 2)
            {
                return new(old, null);
            }
        }

        var result = await request.WaitAsync(cancellation);
        return result.Token is null && old is not null ? new(old, null) : result;
    }

    /// <summary>
    /// The token after one that the recipient refused: the one that replaced it meanwhile, else a new one. Null where a new one would
    /// help no more than the last: that one was fetched for the same reason just now.
    /// </summary>
    public async ValueTask<TokenResult?> ReplaceAsync(AccessToken refused, CancellationToken cancellation)
    {
        Task<TokenResult> request;
        lock (_gate)
        {
            if (_current is { } token && token != refused && Left(token) > TimeSpan.Zero)
            {
                return new(token, null);
            }

            if (_request is null)
            {
                if (refused.AfterRefusal && time.GetElapsedTime(refused.At) < options.RenewalPause)
                {
                    return null;
                }

                if (Paused)
                {
                    return new(null, _trouble);
                }

                // Dropped at once: whoever asks from here on waits for the new one.
                _current = null;
                _request = Start(true);
            }

            request = _request;
        }

        return await request.WaitAsync(cancellation);
    }

    private bool Paused => _trouble is not null && time.GetElapsedTime(_failedAt) < _pause;

    private TimeSpan Left(AccessToken token) => token.Life - time.GetElapsedTime(token.At);

    private Task<TokenResult> Start(bool afterRefusal) => Task.Run(() => FetchAsync(afterRefusal));

    // Of no single attempt: it goes on when the attempt that began it is given up.
    private async Task<TokenResult> FetchAsync(bool afterRefusal)
    {
        var at = time.GetTimestamp();
        GrantedToken? granted = null;
        TokenTrouble? trouble;
        try
        {
            (granted, trouble) = await grant.AskAsync(stop);
        }
        catch (OperationCanceledException)
        {
            trouble = new("stopped while a token was asked for", SendFailure.Transport);
        }
        catch (Exception e)
        {
            // Its words may hold what it was about; its kind does not.
            trouble = new($"the token request failed ({e.GetType().Name})", SendFailure.Transport);
        }

        lock (_gate)
        {
            _request = null;
            if (granted is null)
            {
                _pause = _trouble is null ? options.FirstPause : Least(_pause * 2, options.LongestPause);
                _failedAt = time.GetTimestamp();
                _trouble = trouble;
                return new(null, trouble);
            }

            _trouble = null;
            var life = Least(granted.Life ?? scheme.Life, options.LongestLife);
            var skew = Least(scheme.Skew ?? OAuth2Auth.DefaultSkew, scheme.Skew is null ? life / 10 : life / 2);
            _current = new(granted.Value, at, life, skew, afterRefusal);
            return new(_current, null);
        }
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
