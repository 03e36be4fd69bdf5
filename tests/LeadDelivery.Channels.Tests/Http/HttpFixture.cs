using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Http;

/// <summary>Requests and channels as the tests need them.</summary>
internal static class HttpFixture
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    /// <summary>Sees nothing.</summary>
    public static readonly Scope NoScope = new EmptyScope();

    public static HttpChannel Channel(bool allowPrivate = true, HttpChannelOptions? options = null, params IPEndPoint[] own) => new(
        options ?? new HttpChannelOptions(),
        new AddressGuard(new() { AllowPrivateNetwork = allowPrivate, OwnEndpoints = [.. own] }),
        TimeProvider.System);

    public static OutboundRequest Post(NastyServer server, string body = "{\"a\":1}") => Post(server.Url, body);

    public static OutboundRequest Post(Uri url, string body = "{\"a\":1}") => new()
    {
        Recipient = Recipient(),
        Method = "POST",
        Url = url,
        ContentType = "application/json",
        Body = Encoding.UTF8.GetBytes(body),
        Timeouts = new(Long, Long, Long),
    };

    public static OutboundRequest Get(NastyServer server) =>
        Post(server) with { Method = "GET", ContentType = null, Body = default };

    public static Recipient Recipient(string id = "buyer", int? connections = null) => new()
    {
        Id = id,
        Name = id,
        Type = "http",
        Endpoint = new() { Url = Unused(), PoolConnections = connections },
    };

    public static string Text(ChannelReply reply) => Encoding.UTF8.GetString(reply.Body.Span);

    // The channel looks at the finished URL only; the template must merely be there.
    private static Template Unused() => (Template)RuntimeHelpers.GetUninitializedObject(typeof(Template));

    private sealed class EmptyScope : Scope
    {
        public override DateTimeOffset Now => DateTimeOffset.UnixEpoch;

        public override bool TryRoot(string name, out Value value)
        {
            value = Value.Null;
            return false;
        }

        public override Value Field(string name) => Value.Null;
    }
}
