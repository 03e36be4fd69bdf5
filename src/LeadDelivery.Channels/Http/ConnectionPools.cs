using System.Collections.Concurrent;

namespace LeadDelivery.Channels.Http;

/// <summary>The pools in use: made when first asked for, given up when unused, so that changed settings replace them.</summary>
internal sealed class ConnectionPools : IDisposable
{
    private readonly ConcurrentDictionary<PoolKey, Lazy<ConnectionPool>> _pools = new();
    private readonly Func<PoolKey, Lazy<ConnectionPool>> _make;
    private readonly TimeSpan _idle;
    private readonly ITimer _sweeper;

    public ConnectionPools(HttpChannelOptions options, AddressGuard guard, TimeProvider time)
    {
        _make = key => new(() => new ConnectionPool(key, options, guard, time));
        _idle = options.PoolIdle;
        _sweeper = time.CreateTimer(static pools => ((ConnectionPools)pools!).Sweep(), this, _idle / 2, _idle / 2);
    }

    /// <summary>How many pools there are.</summary>
    public int Count => _pools.Count;

    /// <summary>The pool of that key, with this request counted in: the caller leaves it when done.</summary>
    public ConnectionPool Enter(PoolKey key)
    {
        while (true)
        {
            var made = _pools.GetOrAdd(key, _make);
            if (made.Value.TryEnter())
            {
                return made.Value;
            }

            _pools.TryRemove(new(key, made));
        }
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        foreach (var pool in _pools)
        {
            pool.Value.Value.Dispose();
        }
    }

    private void Sweep()
    {
        foreach (var pool in _pools)
        {
            if (pool.Value.Value.TryClose(_idle))
            {
                _pools.TryRemove(pool);
                pool.Value.Value.Dispose();
            }
        }
    }
}
