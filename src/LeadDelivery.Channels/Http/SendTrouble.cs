using System.Net.Sockets;
using System.Security.Authentication;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Channels.Http;

/// <summary>Says what an exception of the network means for the lead, in words without names, addresses or data.</summary>
internal static class SendTrouble
{
    /// <summary>What sending can throw through no fault of ours.</summary>
    public static bool IsTrouble(Exception e) =>
        e is HttpRequestException or IOException or SocketException or OperationCanceledException or AuthenticationException
            or RepeatRefusedException or ForbiddenAddressException or ObjectDisposedException;

    /// <summary>The reply in place of the one that did not come.</summary>
    /// <param name="trouble">What was thrown.</param>
    /// <param name="started">Whether any of the request may have left.</param>
    /// <param name="clock">The attempt's clock.</param>
    /// <param name="request">What was to be sent.</param>
    /// <param name="now">The time of day.</param>
    public static ChannelReply Reply(Exception trouble, bool started, AttemptClock clock, OutboundRequest request, DateTimeOffset now)
    {
        var bounds = request.Timeouts;
        if (Find<ForbiddenAddressException>(trouble) is not null)
        {
            return new() { Category = SendCategory.NotSent, Failure = SendFailure.Forbidden, Error = "address not allowed" };
        }

        if (CertificateAlert.Words(trouble, request.Tls, now) is { } refusal)
        {
            return new() { Category = SendCategory.NotSent, Failure = SendFailure.Transport, Error = refusal };
        }

        var category = started ? SendCategory.Unanswered : SendCategory.NotSent;
        if (clock.Token.IsCancellationRequested)
        {
            var error = clock.AwaitsResponse ? $"no complete answer within {Seconds(bounds.Response)}"
                : started ? $"not finished within {Seconds(bounds.Total)}"
                : $"no connection free within {Seconds(bounds.Total)}";
            return new() { Category = category, Failure = SendFailure.Timeout, Error = error };
        }

        if (!started && (trouble is OperationCanceledException || Find<TimeoutException>(trouble) is not null))
        {
            return new() { Category = category, Failure = SendFailure.Timeout, Error = $"no connection within {Seconds(bounds.Connect)}" };
        }

        return (trouble as HttpRequestException)?.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
            ? new() { Category = category, Failure = SendFailure.TooLarge, Error = "reply's headers too large" }
            : new() { Category = category, Failure = SendFailure.Transport, Error = Words(trouble, started) };
    }

    private static string Words(Exception trouble, bool started)
    {
        if (Find<RepeatRefusedException>(trouble) is { } refused)
        {
            return refused.Message;
        }

        if (Find<PinException>(trouble) is { } pin)
        {
            return pin.Message;
        }

        if (Find<AuthenticationException>(trouble) is { } tls)
        {
            return tls.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                ? "TLS: the certificate is not trusted" : "TLS handshake failed";
        }

        var socket = Find<SocketException>(trouble)?.SocketErrorCode;
        if (!started)
        {
            return socket switch
            {
                SocketError.ConnectionRefused => "connection refused",
                SocketError.HostNotFound or SocketError.NoData => "name not found",
                SocketError.TryAgain => "name server does not answer",
                SocketError.TimedOut => "connection timed out",
                SocketError.NetworkUnreachable or SocketError.HostUnreachable => "network unreachable",
                _ => (trouble as HttpRequestException)?.HttpRequestError == HttpRequestError.SecureConnectionError
                    ? "TLS handshake failed" : "no connection",
            };
        }

        if (socket is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown)
        {
            return "connection reset before the reply was complete";
        }

        return (Find<HttpIOException>(trouble)?.HttpRequestError ?? (trouble as HttpRequestException)?.HttpRequestError) switch
        {
            HttpRequestError.ResponseEnded => "closed before the reply was complete",
            HttpRequestError.InvalidResponse => "the reply is not HTTP",
            _ => "connection lost before the reply was complete",
        };
    }

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Seconds(TimeSpan span) =>
        span.TotalSeconds >= 1 ? $"{span.TotalSeconds:0.##} s" : $"{span.TotalMilliseconds:0} ms";
}
