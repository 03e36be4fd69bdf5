using LeadDelivery.Embedded.Hosting;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Hosting;

public sealed class HostOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly List<string> _mistakes = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_given_is_the_quickstart_on_loopback_with_the_private_network_allowed()
    {
        var options = Read()!;

        Assert.Equal(_folder.Path, options.ConfigFolder);
        Assert.Equal("./data", options.DataFolder);
        Assert.Equal("http://127.0.0.1:7071", Assert.Single(options.Addresses).Url);
        Assert.Null(options.OperatorKey);
        Assert.True(options.AllowPrivateNetwork);
        Assert.True(options.PrivateNetworkByDefault);
    }

    [Fact]
    public void Given_configuration_forbids_the_private_network_unless_asked()
    {
        Assert.False(Read(config: _folder.Path)!.AllowPrivateNetwork);
        var asked = Read(config: _folder.Path, allow: true)!;
        Assert.True(asked.AllowPrivateNetwork);
        Assert.False(asked.PrivateNetworkByDefault);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    public void Variable_decides_over_the_default(string value, bool allowed)
    {
        _environment["LEADDELIVERY_ALLOW_PRIVATE_NETWORK"] = value;

        Assert.Equal(allowed, Read()!.AllowPrivateNetwork);
        Assert.Equal(allowed, Read(config: _folder.Path)!.AllowPrivateNetwork);
    }

    [Fact]
    public void Every_option_is_a_variable_too_and_the_option_wins()
    {
        _environment["LEADDELIVERY_CONFIG"] = _folder.Path;
        _environment["LEADDELIVERY_DATA"] = "/from/variable";
        _environment["LEADDELIVERY_URLS"] = "http://*:1;http://[::1]:2";
        _environment["LEADDELIVERY_OPERATOR_KEY"] = "variable-key";

        var options = Read(data: "/from/option")!;

        Assert.Equal("/from/option", options.DataFolder);
        Assert.Equal(["http://*:1", "http://[::1]:2"], options.Addresses.Select(a => a.Url));
        Assert.Equal("variable-key", options.OperatorKey);
        Assert.False(options.AllowPrivateNetwork);
    }

    [Fact]
    public void Every_mistake_is_named_at_once_and_the_key_is_not_repeated()
    {
        _environment["LEADDELIVERY_ALLOW_PRIVATE_NETWORK"] = "perhaps";

        Assert.Null(Read(config: "/no/such/folder", data: "", urls: "monkeys;https://x:1", key: "se cret"));

        Assert.Equal(6, _mistakes.Count);
        Assert.All(
            ["/no/such/folder", "--data", "monkeys", "https", "--operator-key", "perhaps"],
            named => Assert.Contains(_mistakes, mistake => mistake.Contains(named, StringComparison.Ordinal)));
        Assert.DoesNotContain(_mistakes, mistake => mistake.Contains("se cret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("localhost:7071")]
    [InlineData("ftp://127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1/base")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://unix:/tmp/x.sock")]
    public void Wrong_address_is_a_mistake(string urls)
    {
        Assert.Null(Read(urls: urls));
        Assert.Contains("--urls", Assert.Single(_mistakes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:80", "http://127.0.0.1/")]
    [InlineData("http://+:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080/")]
    [InlineData("http://localhost:8080", "http://localhost:8080/")]
    public void Address_is_reached_on_this_machine_by(string url, string local) =>
        Assert.Equal(local, ListenAddress.Parse(url, out _)!.Local.ToString());

    [Fact]
    public void Port_0_is_bound_to_a_free_port_at_once()
    {
        var bound = ListenAddress.Parse("http://127.0.0.1:0", out _)!.BindAnyPort()!.Value;

        using (bound.Bound)
        {
            Assert.NotEqual(0, bound.Address.Port);
            Assert.Equal(bound.Bound.LocalEndPoint, Assert.Single(bound.Address.LocalEndpoints()));
        }

        Assert.Null(ListenAddress.Parse("http://127.0.0.1:7071", out _)!.BindAnyPort());
    }

    private HostOptions? Read(string? config = null, string? data = null, string? urls = null, string? key = null, bool? allow = null) =>
        new HostOptionsReader(_environment.GetValueOrDefault, () => _folder.Path).Read(new(config, data, urls, key, allow), _mistakes);
}
