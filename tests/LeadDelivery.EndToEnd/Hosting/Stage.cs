using LeadDelivery.EndToEnd.Buyers;

namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>What one test plays on: a buyer, a configuration, a data folder and the host, started when the test says so.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private HostProcess? host;

    public Stage() => Config = new ConfigFolder(folder.Combine("config"));

    public FakeBuyer Buyer { get; } = new();

    public ConfigFolder Config { get; }

    public string Data => folder.Combine("data");

    public HostSetup Setup => new() { Config = Config.Path, Data = Data };

    public HostProcess Host => host ?? throw new InvalidOperationException("The host has not been started.");

    public Api Api => Host.Api;

    public string Combine(string name) => folder.Combine(name);

    public async Task<HostProcess> StartAsync(HostSetup? setup = null) => host = await HostProcess.StartAsync(setup ?? Setup);

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        Buyer.Dispose();
        folder.Dispose();
    }
}
