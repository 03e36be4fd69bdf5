using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LeadDelivery.Web.Api;

/// <summary>The bounds of <see cref="WebLimits"/> on Kestrel: against floods, slow senders and oversized requests.</summary>
public static class KestrelHardening
{
    /// <summary>Sets them.</summary>
    public static void Apply(KestrelServerOptions kestrel, WebLimits limits)
    {
        kestrel.AddServerHeader = false;
        var bounds = kestrel.Limits;
        bounds.MaxRequestBodySize = limits.MaxBodyBytes;
        bounds.MinRequestBodyDataRate = new MinDataRate(limits.MinBodyBytesPerSecond, limits.BodyRateGrace);
        bounds.RequestHeadersTimeout = limits.HeadersTimeout;
        bounds.KeepAliveTimeout = limits.KeepAlive;
        bounds.MaxConcurrentConnections = limits.MaxConnections;
        bounds.MaxConcurrentUpgradedConnections = limits.MaxConnections;
        bounds.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        bounds.MaxRequestHeaderCount = limits.MaxHeaders;
    }
}
