using LeadDelivery.Channels.Files;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Durable;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Hosting;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadDelivery.Functions.Hosting;

/// <summary>What a worker is composed over.</summary>
public sealed record AzurePorts
{
    /// <summary>Where records are kept.</summary>
    public required IRecordStore Records { get; init; }

    /// <summary>Where keys of leads are kept.</summary>
    public required ILeadKeys Keys { get; init; }

    /// <summary>Where <c>${NAME}</c> comes from.</summary>
    public required ISecretStore Secrets { get; init; }

    /// <summary>Where files are archived.</summary>
    public required IFileStore Files { get; init; }

    /// <summary>Where buyers fetch files.</summary>
    public required IDropStore Drops { get; init; }

    /// <summary>Where files are written before they are archived, of this worker alone.</summary>
    public string TemporaryFolder { get; init; } =
        Path.Combine(Path.GetTempPath(), "leaddelivery", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The configuration's files as they are now, with their secrets at hand.</summary>
    public required Func<CancellationToken, Task<ConfigurationFiles>> Configuration { get; init; }

    /// <summary>Looks whether secrets have changed; true where the configuration is to be read again with them.</summary>
    public Func<CancellationToken, Task<bool>> SecretsChanged { get; init; } = _ => Task.FromResult(false);

    /// <summary>Removes large values that no record names any more; how many.</summary>
    public Func<CancellationToken, Task<int>> SweepValues { get; init; } = _ => Task.FromResult(0);

    /// <summary>What reads <c>$scriban</c>; null where the app was built without Scriban.</summary>
    public IScriptTemplates? Scripts { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Puts a worker together over its ports.</summary>
public sealed partial class Composition
{
    /// <summary>The secret that is the operator's key.</summary>
    public const string OperatorKeySecret = "OPERATOR_KEY";

    /// <summary>One transfer of a file. 9 min: an execution ends after ten, and what it had begun would not be cleared away.</summary>
    private static readonly TimeSpan LongestTransfer = TimeSpan.FromMinutes(9);

    private readonly AzurePorts _ports;
    private readonly CatalogHolder _catalogs;
    private string? _refused;

    private Composition(AzurePorts ports, CatalogHolder catalogs, RunningSystem system) => (_ports, _catalogs, System) = (ports, catalogs, system);

    /// <summary>The worker.</summary>
    public RunningSystem System { get; }

    /// <summary>
    /// Composes a worker. Throws <see cref="ConfigurationRefusedException"/> for a configuration with mistakes where none was ever good,
    /// and what the stores throw.
    /// </summary>
    public static async Task<Composition> OfAsync(
        AzureOptions options, AzurePorts ports, BoundClient clients, ILoggerFactory logs, CancellationToken cancellation)
    {
        var time = ports.Time;
        var ids = new UlidFactory(time);
        var catalogs = new CatalogHolder(new CatalogVersions(ports.Records, ports.Secrets, ports.Scripts), ports.Records, ports.Secrets, ids, time);
        await catalogs.PreloadAsync(cancellation);
        var adopted = await catalogs.AdoptAsync(await ports.Configuration(cancellation), "container", cancellation);
        if (adopted.Catalog is null)
        {
            throw new ConfigurationRefusedException(adopted.Mistakes);
        }

        var key = ports.Secrets.Find("LEADDELIVERY_OPERATOR_KEY") ?? ports.Secrets.Find(OperatorKeySecret)
            ?? throw new InvalidOperationException($"there is no operator key: set LEADDELIVERY_OPERATOR_KEY, or the vault's secret {OperatorKeySecret.Replace('_', '-')}");
        var guard = new AddressGuard(new AddressGuardOptions { AllowPrivateNetwork = options.AllowPrivateNetwork });
        var channel = new HttpChannel(new HttpChannelOptions(), guard, time);
        var requests = new RequestBuilder(new RequestBuilderOptions { SandboxAddress = options.Sandbox });
        var authenticator = new RequestAuthenticator(channel, ports.Records, time, new TokenOptions { SandboxAddress = options.Sandbox });
        var spool = new FileSpool(Path.Combine(ports.TemporaryFolder, "spool"));
        var transports = new FileTransports(
            new FileTransportOptions
            {
                DataFolder = options.DataFolder,
                TemporaryFolder = Path.Combine(ports.TemporaryFolder, "transfers"),
                Total = LongestTransfer,
            },
            guard, ports.Drops, requests, authenticator, time);
        var system = LeadSystem.Of(new()
        {
            Records = ports.Records,
            Keys = ports.Keys,
            Secrets = ports.Secrets,
            Catalogs = catalogs,
            Channel = channel,
            Authenticator = authenticator,
            Requests = requests,
            Ids = ids,
            Time = time,
            Batches = new(ports.Files, spool, transports),

            // What one worker erases is gone at once for all of them, but for its key, which they know for half a minute.
            OpenLeads = 0,
            Sharing = Sharing.ManyWorkers,
        });
        var log = logs.CreateLogger<Composition>();
        system.Alerts.Raised += alert => LogAlert(log, alert.Kind, alert.Recipient, alert.Lead, alert.Message);
        system.Protection.Log.Failed += error => LogStandingFailed(log, error.GetType().Name);
        await system.LoadAsync(cancellation);

        var workflows = new DurableWorkflowClient(() => clients.Current, ports.Records, time);
        var activities = new ActivityRunner(system.Workflows, ports.Records, new LaneQueues(system.Lanes, time), logs.CreateLogger<ActivityRunner>());
        var clock = system.Batches.Clock(workflows);
        clock.Failed += (batch, error) => LogBatchFailed(log, batch, error.GetType().Name, error.StackTrace);
        var (api, routes) = Api(logs, system, catalogs, workflows, new OperatorKey(OperatorKey.Hash(key)), requests);
        return new(ports, catalogs, new()
        {
            Api = api,
            Routes = routes,
            Registry = system.Workflows,
            Orchestrations = new(system.Workflows),
            Activities = activities,
            Broken = new(workflows, ports.Records, activities, system.Alerts, logs.CreateLogger<BrokenLeads>()),
            Workflows = workflows,
            Keeper = system.Keeper(workflows),
            Pings = system.PingCounts,
            BatchClock = clock,
            BatchRetention = system.Batches.Retention(),
            SweepValues = ports.SweepValues,
            Store = system.Protection.StoreAsync,
        });
    }

    /// <summary>Adopts the configuration where it has changed; null where it has not, or where it was refused before.</summary>
    public async Task<CatalogResult?> RefreshAsync(CancellationToken cancellation)
    {
        var isNewSecret = await _ports.SecretsChanged(cancellation);
        var files = await _ports.Configuration(cancellation);
        var version = files.Version;
        if (!isNewSecret && (version == _catalogs.Current.Version || version == _refused))
        {
            return null;
        }

        var result = await _catalogs.AdoptAsync(files, "container", cancellation);
        _refused = result.Catalog is null ? version : null;
        return result;
    }

    private static (RequestDelegate Api, IReadOnlyList<RouteEndpoint> Routes) Api(
        ILoggerFactory logs, LeadSystem system, ICatalogs catalogs, DurableWorkflowClient workflows, OperatorKey key, RequestBuilder requests)
    {
        var state = new HostState();
        state.Started();
        var leads = system.Leads(workflows);
        var services = new ServiceCollection();
        services.AddSingleton(logs).AddSingleton(new WebLimits())
            .AddSingleton(leads with { WaitForOutcome = new OutcomePolling(system.Waiters, leads.Get).WaitAsync })
            .AddSingleton(system.Recipients()).AddSingleton(system.Pings()).AddSingleton(system.BatchDesk(workflows)).AddSingleton(catalogs).AddSingleton(key).AddSingleton(state)
            .AddSingleton(requests).AddSingleton<global::System.Diagnostics.DiagnosticListener>(new global::System.Diagnostics.DiagnosticListener("LeadDelivery"))
            .AddLeadDeliveryApi();
        return ApiPipeline.Build(services.BuildServiceProvider());
    }

    [LoggerMessage(2205, LogLevel.Warning, "The standing of recipients could not be stored: {ExceptionType}")]
    private static partial void LogStandingFailed(ILogger log, string exceptionType);

    [LoggerMessage(1301, LogLevel.Error, "Batch {Batch} could not be looked at: {ExceptionType}\n{Stack}")]
    private static partial void LogBatchFailed(ILogger log, string batch, string exceptionType, string? stack);

    [LoggerMessage(1201, LogLevel.Warning, "Alert {Kind}, recipient {Recipient}, lead {Lead}: {Alert}")]
    private static partial void LogAlert(ILogger log, string kind, string? recipient, string? lead, string alert);
}
