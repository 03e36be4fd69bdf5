using System.Collections.Immutable;
using System.Net.Http.Headers;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Channels.Http;

/// <summary>Delivery over HTTP/1.1: one request, one reply, every trouble sorted by what the recipient may know of it.</summary>
public sealed class HttpChannel : IChannel, IDisposable
{
    private static readonly ImmutableDictionary<string, HttpMethod> Methods =
        new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete }
            .ToImmutableDictionary(method => method.Method);

    private readonly HttpChannelOptions _options;
    private readonly TimeProvider _time;
    private readonly ConnectionPools _pools;

    /// <summary>A channel with pools of its own.</summary>
    public HttpChannel(HttpChannelOptions options, AddressGuard guard, TimeProvider time)
    {
        _options = options;
        _time = time;
        _pools = new(options, guard, time);
    }

    /// <inheritdoc/>
    public string Type => "http";

    /// <summary>Pools of connections held now, for the operators' metrics.</summary>
    public int Pools => _pools.Count;

    /// <inheritdoc/>
    public async Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (request.Url.Scheme != Uri.UriSchemeHttp && request.Url.Scheme != Uri.UriSchemeHttps)
        {
            return new() { Category = SendCategory.NotSent, Failure = SendFailure.Forbidden, Error = "not an http or https URL" };
        }

        using var clock = new AttemptClock(request.Timeouts, _time, cancellation);
        using var message = Message(request, clock);
        var pool = _pools.Enter(PoolKey.Of(request));
        try
        {
            using var response = await pool.SendAsync(message, clock.Token);
            var body = await ReplyBody.ReadAsync(response.Content, _options.MaxReplyBytes, clock.Token);
            return Answered(response, body, clock.Elapsed);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception trouble) when (SendTrouble.IsTrouble(trouble))
        {
            // An abort for the host's sake may surface as whatever the socket says; it is still the caller's.
            cancellation.ThrowIfCancellationRequested();
            return SendTrouble.Reply(trouble, message.Started, clock, request, _time.GetUtcNow()) with { Duration = clock.Elapsed };
        }
        finally
        {
            pool.Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pools.Dispose();

    private TrackedRequest Message(OutboundRequest request, AttemptClock clock)
    {
        var method = Methods.GetValueOrDefault(request.Method) ?? new HttpMethod(request.Method);
        var message = new TrackedRequest(method, request.Url, request.Body, request.ContentType, clock);
        foreach (var (name, value) in request.Headers)
        {
            message.Add(name, value);
        }

        message.EnsureMarker(_options.UserAgent);
        return message;
    }

    private ChannelReply Answered(HttpResponseMessage response, ReplyBody body, TimeSpan duration)
    {
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        Copy(response.Headers.NonValidated, headers);
        Copy(response.Content.Headers.NonValidated, headers);

        // Beyond the bound the reply is still an answer: the status is known and the recipient has acted on the lead. What was
        // read of the body is dropped rather than half understood; whether to try again is decided as for a lost answer.
        return new()
        {
            Category = SendCategory.Answered,
            Failure = body.TooLarge ? SendFailure.TooLarge : body.Corrupt ? SendFailure.Transport : SendFailure.None,
            Error = body.TooLarge ? $"reply larger than {_options.MaxReplyBytes / 1024} KB"
                : body.Corrupt ? "reply cannot be decompressed" : null,
            Status = (int)response.StatusCode,
            Headers = headers.DrainToImmutable(),
            Body = body.Bytes,
            ContentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var types) ? types.ToString() : null,
            Duration = duration,
        };
    }

    private static void Copy(HttpHeadersNonValidated from, ImmutableArray<KeyValuePair<string, string>>.Builder to)
    {
        foreach (var (name, values) in from)
        {
            foreach (var value in values)
            {
                to.Add(new(name, value));
            }
        }
    }
}
