using System.Net;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Channels.Tests.Http.HttpFixture;

namespace LeadDelivery.Channels.Tests.Http;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("168.63.129.16")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_that_is_not_the_public_internet_is_forbidden(string address) =>
        Assert.False(Guard(false).Allows(new(IPAddress.Parse(address), 443), false));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.1")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void A_public_address_is_allowed(string address) =>
        Assert.True(Guard(false).Allows(new(IPAddress.Parse(address), 443), false));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("192.168.1.5", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("2001:0:1:2:3:4:5601:5601", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("168.63.129.16", false)]
    public void An_allowed_private_network_still_holds_no_metadata(string address, bool allowed) =>
        Assert.Equal(allowed, Guard(true).Allows(new(IPAddress.Parse(address), 80), false));

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    public async Task A_request_to_this_machine_is_refused_before_a_connection_is_made(string url)
    {
        await using var server = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel(allowPrivate: false);
        var reply = await channel.SendAsync(Post(new Uri(string.Format(url, server.Endpoint!.Port))), default);
        Assert.Equal((SendCategory.NotSent, SendFailure.Forbidden), (reply.Category, reply.Failure));
        Assert.Equal("address not allowed", reply.Error);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task The_host_s_own_endpoint_is_reachable_for_its_sandbox_alone()
    {
        await using var own = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        await using var other = NastyServer.Answering(NastyServer.Reply(200, "ok"));
        using var channel = Channel(false, null, own.Endpoint);
        Assert.Equal(200, (await channel.SendAsync(Post(own) with { OwnHost = true }, default)).Status);
        Assert.Equal(SendFailure.Forbidden, (await channel.SendAsync(Post(own), default)).Failure);
        Assert.Equal(SendFailure.Forbidden, (await channel.SendAsync(Post(other) with { OwnHost = true }, default)).Failure);
        Assert.Single(own.Requests);
        Assert.Equal(0, other.Connections);
    }

    private static AddressGuard Guard(bool allowPrivate) => new(new() { AllowPrivateNetwork = allowPrivate });
}
