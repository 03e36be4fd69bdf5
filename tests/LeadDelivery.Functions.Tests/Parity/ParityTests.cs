using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>Both hosts, one configuration, the same leads: the same answers, leads, ledgers and requests.</summary>
public sealed class ParityTests(Hosts hosts) : IClassFixture<Hosts>
{
    public static TheoryData<string> Names => [.. Scenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Two_workers_on_azure_do_and_tell_what_the_embedded_host_does(string name)
    {
        var (embedded, azure) = hosts.Of(name);
        Assert.Equal(await embedded, await azure);
    }
}

/// <summary>Both hosts with the flows of all scenarios, which are played at once.</summary>
public sealed class Hosts : IAsyncLifetime, IDisposable
{
    private readonly Dictionary<string, (Task<string> Embedded, Task<string> Azure)> _plays = new(StringComparer.Ordinal);
    // All at once they would wait for the machine, and what a buyer's slowness decides would be decided by that.
    private readonly SemaphoreSlim _places = new(8);

    private Side[] _sides = [];

    public async Task InitializeAsync()
    {
        var embedded = EmbeddedSide.StartAsync(Configuration);
        var azure = AzureSide.StartAsync(2, Configuration);
        _sides = [await embedded, await azure];
        foreach (var scenario in Scenarios.All)
        {
            _plays.Add(scenario.Name, (PlayAsync(scenario, _sides[0]), PlayAsync(scenario, _sides[1])));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var side in _sides)
        {
            await side.DisposeAsync();
        }
    }

    public void Dispose() => _places.Dispose();

    internal (Task<string> Embedded, Task<string> Azure) Of(string name) => _plays[name];

    private async Task<string> PlayAsync(Scenario scenario, Side side)
    {
        await _places.WaitAsync();
        try
        {
            return await scenario.PlayAsync(side);
        }
        finally
        {
            _places.Release();
        }
    }

    private static IEnumerable<ConfigurationFile> Configuration(string buyers) =>
        Scenarios.All.SelectMany(scenario => scenario.Files(buyers)).Append(new(
            "sources/partner.yaml",
            $"name: Partner\nkey: {Side.SourceKey}\ncost: 3.00\ntest: {{ accept: \"email == 'accept@example.com'\", reject: \"email == 'reject@example.com'\" }}\n"));
}
