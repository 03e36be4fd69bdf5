using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Channels.Http;

/// <summary>What tells two pools apart: a recipient and whatever of its settings shapes connections.</summary>
internal readonly record struct PoolKey(string Recipient, int Connections, TimeSpan Lifetime, TimeSpan Connect, bool OwnHost, TlsSettings? Tls)
{
    public static PoolKey Of(OutboundRequest request) => new(
        request.Recipient.Id,
        request.Recipient.Endpoint!.PoolConnections ?? request.Recipient.Concurrency,
        request.Recipient.Endpoint.PoolLifetime,
        request.Timeouts.Connect,
        request.OwnHost,
        request.Tls);
}

/// <summary>One recipient's connections, with a count of the requests on them so that none is cut off when they are given up.</summary>
internal sealed class ConnectionPool : IDisposable
{
    private const int Closed = int.MinValue;
    private readonly HttpMessageInvoker _invoker;
    private readonly TlsGuard? _tls;
    private readonly TimeProvider _time;
    private int _users;
    private long _lastUse;

    public ConnectionPool(PoolKey key, HttpChannelOptions options, AddressGuard guard, TimeProvider time)
    {
        _time = time;
        _lastUse = time.GetTimestamp();
        _tls = key.Tls is null ? null : new(key.Tls);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = key.Connections,
            PooledConnectionLifetime = key.Lifetime,
            PooledConnectionIdleTimeout = options.ConnectionIdle,
            ConnectTimeout = key.Connect,
            ConnectCallback = new GuardedConnector(guard, key.OwnHost, key.Connect).ConnectAsync,
            MaxResponseHeadersLength = options.MaxReplyHeadersKilobytes,

            // A reply that is not read to its end ends its connection; draining it would be work for whoever sends too much.
            MaxResponseDrainSize = 0,
            RequestHeaderEncodingSelector = TrackedRequest.OnHeader,
        };
        if (_tls is not null)
        {
            handler.SslOptions = _tls.Options;
        }

        _invoker = new(handler);
    }

    /// <summary>Counts a request in; false when the pool was given up meanwhile.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _users) > 0)
        {
            return true;
        }

        Interlocked.Decrement(ref _users);
        return false;
    }

    public void Leave()
    {
        Volatile.Write(ref _lastUse, _time.GetTimestamp());
        Interlocked.Decrement(ref _users);
    }

    public Task<HttpResponseMessage> SendAsync(TrackedRequest request, CancellationToken cancellation) =>
        _invoker.SendAsync(request, cancellation);

    /// <summary>Gives the pool up if nobody used it for so long; false while it is wanted.</summary>
    public bool TryClose(TimeSpan idle) =>
        _time.GetElapsedTime(Volatile.Read(ref _lastUse)) >= idle && Interlocked.CompareExchange(ref _users, Closed, 0) == 0;

    public void Dispose()
    {
        _invoker.Dispose();
        _tls?.Dispose();
    }
}
