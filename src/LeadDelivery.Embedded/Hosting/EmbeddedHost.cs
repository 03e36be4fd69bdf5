using System.Net;
using System.Net.Sockets;
using LeadDelivery.Channels.Files;
using LeadDelivery.Channels.Files.Folders;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Embedded.Storage;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Hosting;
using LeadDelivery.Web.Sandbox;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>Everything of one process, put together: storage, engine, configuration, channel and API.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    /// <summary>How long open connections get once the engine has stopped: their answers are ready by then.</summary>
    private static readonly TimeSpan CloseConnections = TimeSpan.FromSeconds(3);

    private readonly Stack<IAsyncDisposable> _owned;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _background = new();
    private readonly List<Task> _tasks = [];
    private readonly HostState _state;
    private readonly WorkflowEngine _engine;
    private readonly WebApplication _app;
    private readonly RecipientProtection _protection;

    private EmbeddedHost(
        Stack<IAsyncDisposable> owned, ILogger log, HostState state, WorkflowEngine engine, WebApplication app, CatalogHolder catalogs,
        LeadOperations leads, RecipientProtection protection)
    {
        _owned = owned;
        _log = log;
        _state = state;
        _engine = engine;
        _app = app;
        _protection = protection;
        Catalogs = catalogs;
        Leads = leads;
    }

    /// <summary>The configuration in force.</summary>
    public CatalogHolder Catalogs { get; }

    /// <summary>What the API does.</summary>
    public LeadOperations Leads { get; }

    /// <summary>Pings of sources, to be folded in the background.</summary>
    public required PingCounts Pings { private get; init; }

    /// <summary>What limits recipients, to be put in order in the background.</summary>
    public required GateKeeper Keeper { private get; init; }

    /// <summary>The clock of batches.</summary>
    public required BatchLoop Batches { private get; init; }

    /// <summary>Where this machine reaches it.</summary>
    public required Uri Address { get; init; }

    /// <summary>The operator's key where it was just made: shown once, then forgotten.</summary>
    public string? MadeOperatorKey { get; private init; }

    /// <summary>
    /// Starts all of it; when this returns, leads are taken. Throws <see cref="DataFolderException"/> where the data folder cannot
    /// be used, and <see cref="IOException"/> where an address cannot.
    /// </summary>
    /// <param name="files">The configuration, checked already.</param>
    public static async Task<EmbeddedHost> StartAsync(HostOptions options, ConfigurationFiles files, CancellationToken cancellation)
    {
        var owned = new Stack<IAsyncDisposable>();
        try
        {
            var host = await ComposeAsync(options, files, owned, cancellation);
            await host.RunAsync(options, cancellation);
            return host;
        }
        catch
        {
            await DisposeAsync(owned);
            throw;
        }
    }

    /// <summary>
    /// Stops in order: no new leads (503), attempts in flight finish (up to 25 s), waiting callers are answered, connections close.
    /// </summary>
    public async Task StopAsync()
    {
        _state.BeginStop();
        await _engine.StopAsync(CancellationToken.None);
        await _protection.StoreAsync();
        _state.ReleaseWaits();
        using var limit = new CancellationTokenSource(CloseConnections);
        await _app.StopAsync(limit.Token);
    }

    /// <summary>True once nothing more happens for the lead: its side deliveries have ended too.</summary>
    public async ValueTask<bool> EndedAsync(string leadId, CancellationToken cancellation) =>
        await _engine.GetAsync(leadId, cancellation) is null or { Ended: true };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_background.IsCancellationRequested)
        {
            return;
        }

        await _background.CancelAsync();
        await Task.WhenAll(_tasks);
        await DisposeAsync(_owned);
        _background.Dispose();
    }

    private static async Task<EmbeddedHost> ComposeAsync(
        HostOptions options, ConfigurationFiles files, Stack<IAsyncDisposable> owned, CancellationToken cancellation)
    {
        var time = options.Time;
        var logs = Own(owned, HostLogging.Create());
        var folder = Own(owned, DataFolder.Open(options.DataFolder));
        var database = Database.Open(folder, WorkflowEngine.Schema, new StorageOptions(), time, logs.CreateLogger<Journal>());
        owned.Push(database);
        var records = new SqliteRecordStore(database);
        var keys = Own(owned, LeadKeyFile.Open(folder.KeysFolder, new LeadKeyOptions()));
        var ids = new UlidFactory(time);
        var secrets = new EnvironmentSecrets();
        var catalogs = Own(owned, new CatalogHolder(new CatalogVersions(records, secrets), records, secrets, ids, time));
        await catalogs.PreloadAsync(cancellation);
        await catalogs.AdoptAsync(files, "start", cancellation);

        var (addresses, bound) = Bind(options.Addresses);
        var guard = new AddressGuard(new AddressGuardOptions
        {
            AllowPrivateNetwork = options.AllowPrivateNetwork,
            OwnEndpoints = [.. addresses.SelectMany(address => address.LocalEndpoints())],
        });
        var channel = Own(owned, new HttpChannel(new HttpChannelOptions(), guard, time));
        var requests = new RequestBuilder(new RequestBuilderOptions { SandboxAddress = addresses[0].Local });
        var authenticator = new RequestAuthenticator(channel, records, time, new TokenOptions { SandboxAddress = addresses[0].Local });
        owned.Push(authenticator);

        var spool = new FileSpool(folder.SpoolFolder);
        var transports = Own(owned, new FileTransports(
            new FileTransportOptions { DataFolder = folder.Path, TemporaryFolder = folder.SpoolFolder }, guard, new FolderDrops(folder.DropsFolder), requests, authenticator, time));

        var system = LeadSystem.Of(new()
        {
            Records = records,
            Keys = keys,
            Secrets = secrets,
            Catalogs = catalogs,
            Channel = channel,
            Authenticator = authenticator,
            Requests = requests,
            Ids = ids,
            Time = time,
            Batches = new(new FolderFileStore(folder.FilesFolder), spool, transports),
        });
        var log = logs.CreateLogger<EmbeddedHost>();
        system.Alerts.Raised += alert => HostLogging.AlertRaised(log, alert.Kind, alert.Recipient, alert.Lead, alert.Message);
        system.Protection.Log.Failed += error => HostLogging.StandingFailed(log, error);
        await system.LoadAsync(cancellation);
        var engine = new WorkflowEngine(
            database, records, system.Workflows, system.Lanes, time, new EngineOptions { FailStop = FailStop }, logs.CreateLogger<WorkflowEngine>());
        owned.Push(engine);

        var leads = system.Leads(engine);
        var (key, made) = await new OperatorKeyStore(records).OpenAsync(options.OperatorKey, cancellation);
        var state = new HostState { Obstacles = () => Obstacles(database) };
        var app = WebApp(logs, addresses, bound, leads, system.Recipients(), system.Pings(), system.BatchDesk(engine), catalogs, key, state,
            requests);
        owned.Push(app);

        return new EmbeddedHost(owned, log, state, engine, app, catalogs, leads, system.Protection)
        {
            Pings = system.PingCounts,
            Keeper = system.Keeper(engine),
            Batches = new BatchLoop(
                system.Batches.Clock(engine), system.Batches.Retention(), system.Batches.Queue, TimeProvider.System, new BatchLoopOptions(), log),
            Address = addresses[0].Local,
            MadeOperatorKey = made,
        };
    }

    private static WebApplication WebApp(
        ILoggerFactory logs, IReadOnlyList<ListenAddress> addresses, Dictionary<IPEndPoint, Socket> bound, LeadOperations leads,
        RecipientOperations recipients, PingOperations pings, BatchOperations batches, ICatalogs catalogs, OperatorKey key, HostState state, RequestBuilder requests)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var limits = new WebLimits();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddSingleton(limits).AddSingleton(leads).AddSingleton(recipients).AddSingleton(pings).AddSingleton(batches)
            .AddSingleton(catalogs).AddSingleton(key).AddSingleton(state)
            .AddSingleton(requests).AddLeadDeliveryApi();
        builder.WebHost.UseUrls([.. addresses.Select(address => address.Url)])
            .ConfigureKestrel(kestrel => KestrelHardening.Apply(kestrel, limits))
            .UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint =>
                endpoint is IPEndPoint ip && bound.Remove(ip, out var socket)
                    ? socket
                    : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint));
        var app = builder.Build();
        app.UseLeadDeliveryEnvelope();
        app.UseRouting();
        app.MapLeadDeliveryApi();
        app.MapSandboxBuyers();
        return app;
    }

    private async Task RunAsync(HostOptions options, CancellationToken cancellation)
    {
        // Listening before the engine runs: a lead that is taken up again may be on its way to the sandbox.
        await _app.StartAsync(cancellation);
        _engine.Start();
        _state.Started();
        var watcher = new CatalogWatcher(options.ConfigFolder, Catalogs, TimeProvider.System, new CatalogWatchOptions());
        watcher.Changed += change => HostLogging.ConfigurationChanged(_log, change);
        watcher.Failed += error => HostLogging.WatchFailed(_log, error);
        _tasks.Add(watcher.RunAsync(_background.Token));
        _tasks.Add(new PingFold(Pings, TimeProvider.System, _log).RunAsync(_background.Token));
        Keeper.Failed += error => HostLogging.UpkeepFailed(_log, error);
        _tasks.Add(Keeper.RunAsync(_background.Token));
        _tasks.Add(Batches.RunAsync(_background.Token));
        _tasks.Add(new HistoryPurge(_engine, TimeProvider.System, new HistoryPurgeOptions(), _log).RunAsync(_background.Token));
    }

    /// <summary>Port 0 is bound here, so that the sandbox's address is known before anything is built on it.</summary>
    private static (List<ListenAddress> Addresses, Dictionary<IPEndPoint, Socket> Bound) Bind(IEnumerable<ListenAddress> asked)
    {
        var addresses = new List<ListenAddress>();
        var bound = new Dictionary<IPEndPoint, Socket>();
        foreach (var address in asked)
        {
            if (address.BindAnyPort() is { } any)
            {
                addresses.Add(any.Address);
                bound.Add((IPEndPoint)any.Bound.LocalEndPoint!, any.Bound);
            }
            else
            {
                addresses.Add(address);
            }
        }

        return (addresses, bound);
    }

    private static IReadOnlyList<string> Obstacles(Database database) => database.Journal.Pressure switch
    {
        _ when database.Journal.Fault is not null => ["the storage failed"],
        JournalPressure.NoSpace => ["the disk is nearly full"],
        JournalPressure.Stopping => ["stopping"],
        _ => [],
    };

    /// <summary>Ends at once: what is not committed must have no effect, and the next process takes it up.</summary>
    private static void FailStop(string reason)
    {
        Console.Error.WriteLine($"LeadDelivery cannot go on: {reason}. Everything acknowledged is on disk; start it again.");
        Environment.Exit(ExitCodes.Failed);
    }

    private static T Own<T>(Stack<IAsyncDisposable> owned, T part)
        where T : IDisposable
    {
        owned.Push(new Owned(part));
        return part;
    }

    private static async Task DisposeAsync(Stack<IAsyncDisposable> owned)
    {
        while (owned.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private sealed class Owned(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return default;
        }
    }

    /// <summary>Signals are the command's: a stop has an order that the framework does not know.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
