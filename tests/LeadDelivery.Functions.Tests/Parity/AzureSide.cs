using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Hosting;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Durable;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>Several workers of the Azure app over one account and one task hub in memory; calls, replays and activities go to one after another.</summary>
internal sealed class AzureSide : Side
{
    private readonly FakeStorage _storage = new(TimeProvider.System);
    private readonly List<Composition> _workers = [];
    private readonly List<TemporaryFolder> _folders = [];
    private readonly TaskHub _hub;
    private int _turn;

    private AzureSide(Buyers buyers)
        : base(buyers) => _hub = new TaskHub(
            context => Next().System.Orchestrations.RunAsync(context.Name, context),
            (name, input) => Next().System.Activities.RunAsync(name, input, CancellationToken.None), default)
        { Clock = TimeProvider.System };

    /// <param name="around">What is put around the records of each worker.</param>
    public static async Task<AzureSide> StartAsync(
        int workers, Func<string, IEnumerable<ConfigurationFile>> configuration, Func<int, IRecordStore, IRecordStore>? around = null)
    {
        var side = new AzureSide(await Buyers.StartAsync());
        var files = ConfigurationFiles.Of(configuration(side.Buyers.Address), []);
        for (var worker = 0; worker < workers; worker++)
        {
            side._workers.Add(await side.WorkerAsync(worker, files, around ?? ((_, records) => records)));
        }

        return side;
    }

    public override Task<(int Status, JsonElement Body)> CallAsync(string method, string path, object? body, bool isSource, string? idempotencyKey) =>
        FunctionCall.SendAsync(Next().System.Api, method, path, body, isSource ? SourceKey : Worker.OperatorKey, idempotencyKey);

    public override async Task<JsonElement[]> ReadAsync(string path) =>
        [.. (await Task.WhenAll(_workers.Select(worker => FunctionCall.SendAsync(worker.System.Api, "GET", path, null, Worker.OperatorKey)))).Select(answer => answer.Body)];

    public override Task EndOf(string instance) => _hub.EndOf(instance);

    public override async ValueTask DisposeAsync()
    {
        _folders.ForEach(folder => folder.Dispose());
        await base.DisposeAsync();
    }

    private Composition Next() => _workers[(int)((uint)Interlocked.Increment(ref _turn) % (uint)_workers.Count)];

    private async Task<Composition> WorkerAsync(int number, ConfigurationFiles files, Func<int, IRecordStore, IRecordStore> around)
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        var keys = new TableLeadKeys(_storage.Table("keys"), default, new LeadKeyBlockOptions(), TimeProvider.System);
        await keys.WarmAsync();
        var clients = new BoundClient();
        clients.Bind(_hub);
        return await Composition.OfAsync(
            new AzureOptions { Storage = new(), AllowPrivateNetwork = true },
            new AzurePorts
            {
                Records = around(number, new TableRecordStore(_storage.Table("records"), _storage.Container("values"), new TableRecordOptions(), TimeProvider.System)),
                Keys = keys,
                Secrets = new Secrets(),
                Files = new BlobFileStore(_storage.Container("files"), null, new BlobFileOptions()),
                Drops = new BlobDrops(_storage.Container, new BlobFileOptions()),
                TemporaryFolder = folder.Path,
                Configuration = _ => Task.FromResult(files),
            },
            clients, NullLoggerFactory.Instance, CancellationToken.None);
    }

    private sealed class Secrets : ISecretStore
    {
        public string? Find(string name) => name == "LEADDELIVERY_OPERATOR_KEY" ? Worker.OperatorKey : null;
    }
}
