using System.Net;
using System.Text;

namespace LeadDelivery.Channels.Http;

/// <summary>A request that knows how far it got: whether any of it may have left, and when all of it had.</summary>
internal sealed class TrackedRequest : HttpRequestMessage
{
    private const string Marker = "User-Agent";
    private readonly AttemptClock _clock;
    private bool _written;

    public TrackedRequest(HttpMethod method, Uri url, ReadOnlyMemory<byte> body, string? contentType, AttemptClock clock)
        : base(method, url)
    {
        Version = HttpVersion.Version11;
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        _clock = clock;
        if (contentType is not null)
        {
            Content = new TrackedContent(body, contentType, clock);
        }
    }

    /// <summary>True once a connection was handed to this request and its head was begun: from here on it may have arrived.</summary>
    public bool Started { get; private set; }

    /// <summary>Adds a header of the request, or of its body where the name belongs there.</summary>
    public void Add(string name, string value)
    {
        if (!Headers.TryAddWithoutValidation(name, value))
        {
            Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Sees to it that the header which <see cref="OnHeader"/> watches is there.</summary>
    public void EnsureMarker(string userAgent)
    {
        if (!Headers.NonValidated.Contains(Marker))
        {
            Headers.TryAddWithoutValidation(Marker, userAgent);
        }
    }

    /// <summary>
    /// The handler asks for each header's encoding while it writes the head into a connection's buffer, before the first byte
    /// leaves: the one place that tells "no connection yet" from "may have arrived". The handler also repeats a request without
    /// a body by itself when a reused connection closes before the reply. Its bytes had left by then and a lead must never go
    /// twice unknown to us: the second time the head is written is refused.
    /// </summary>
    public static Encoding? OnHeader(string name, HttpRequestMessage message)
    {
        var request = (TrackedRequest)message;
        request.Started = true;
        if (name == Marker)
        {
            if (request._written)
            {
                throw new RepeatRefusedException();
            }

            request._written = true;
            if (request.Content is null)
            {
                request._clock.Sent();
            }
        }

        // UTF-8 never yields a control byte from a character beyond ASCII, which Latin-1 by truncation does.
        return Encoding.UTF8;
    }

    private sealed class TrackedContent : HttpContent
    {
        private readonly ReadOnlyMemory<byte> _body;
        private readonly AttemptClock _clock;

        public TrackedContent(ReadOnlyMemory<byte> body, string contentType, AttemptClock clock)
        {
            _body = body;
            _clock = clock;
            Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellation)
        {
            await stream.WriteAsync(_body, cancellation);
            _clock.Sent();
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}

/// <summary>The connection closed after the request had left; it is not sent again.</summary>
internal sealed class RepeatRefusedException() : Exception("closed before the reply");
