using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Delivery.Trials;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Web.Api;

namespace LeadDelivery.Web.Hosting;

/// <summary>What a host brings along; everything else is the same in all of them.</summary>
public sealed record HostPorts
{
    /// <summary>Where records are kept.</summary>
    public required IRecordStore Records { get; init; }

    /// <summary>Where the keys of leads are kept.</summary>
    public required ILeadKeys Keys { get; init; }

    /// <summary>Where <c>${NAME}</c> comes from.</summary>
    public required ISecretStore Secrets { get; init; }

    /// <summary>The configuration in force.</summary>
    public required ICatalogs Catalogs { get; init; }

    /// <summary>How leads leave, and how tokens are fetched.</summary>
    public required IChannel Channel { get; init; }

    /// <summary>Adds credentials to requests.</summary>
    public required RequestAuthenticator Authenticator { get; init; }

    /// <summary>Makes requests of leads.</summary>
    public required RequestBuilder Requests { get; init; }

    /// <summary>Makes ids.</summary>
    public required UlidFactory Ids { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Whether other processes use the same records.</summary>
    public Sharing Sharing { get; init; } = Sharing.OneProcess;

    /// <summary>How batches are archived and sent.</summary>
    public required BatchPorts Batches { get; init; }

    /// <summary>Leads kept open in memory between their attempts; 0 where other processes may erase a lead.</summary>
    public int OpenLeads { get; init; } = LeadVault.Capacity;
}

/// <summary>The parts of the domain, put together over a host's ports: first what workflows run, then, with an engine, what the API does.</summary>
public sealed class LeadSystem
{
    private readonly HostPorts _ports;
    private readonly LeadVault _vault;
    private readonly Dedupe _dedupe;
    private readonly RecipientGates _gates;

    private LeadSystem(HostPorts ports)
    {
        _ports = ports;
        _vault = new(ports.Keys, ports.OpenLeads);
        _dedupe = new(ports.Records, ports.Keys);
        Waiters = new(ports.Records, ports.Time);
        Alerts = new(ports.Ids, ports.Time);
        Protection = new(ports.Records, Alerts, ports.Ids, ports.Time, ports.Sharing);
        Limits = new(ports.Records, _dedupe, ports.Ids, ports.Time, ports.Sharing);
        PingCounts = new(ports.Records, ports.Keys, ports.Time);

        // Those that reserve nothing come first.
        _gates = new([.. Protection.Gates, .. Limits.Gates], [.. Protection.AttemptGates, .. Limits.AttemptGates])
        {
            Performance = Protection.LastHour,
        };
        Batches = new(ports.Batches, ports.Records, ports.Catalogs, _vault, _gates, Alerts, ports.Ids, ports.Time);
        Workflows = Batches.AddTo(new WorkflowRegistry().AddLeadWorkflows(
            ports.Catalogs, _vault, Waiters, ports.Ids, ports.Time, ports.Requests, ports.Authenticator, [ports.Channel], _gates, Alerts,
            Batches.Queue));
        Lanes = new RecipientLanes(ports.Catalogs, Protection.Rates);
    }

    /// <summary>The orchestrations and activities.</summary>
    public WorkflowRegistry Workflows { get; }

    /// <summary>How many attempts a recipient gets at once.</summary>
    public ILaneLimits Lanes { get; }

    /// <summary>Those who wait for an outcome in this process.</summary>
    public OutcomeWaiters Waiters { get; }

    /// <summary>What operators are told of.</summary>
    public AlertBook Alerts { get; }

    /// <summary>Circuits, pauses, rates.</summary>
    public RecipientProtection Protection { get; }

    /// <summary>Caps, balances, schedules, sightings.</summary>
    public RecipientLimits Limits { get; }

    /// <summary>Files of leads.</summary>
    public BatchSystem Batches { get; }

    /// <summary>Pings of sources, counted.</summary>
    public PingCounts PingCounts { get; }

    /// <summary>The parts over a host's ports, empty until loaded.</summary>
    public static LeadSystem Of(HostPorts ports) => new(ports);

    /// <summary>Reads what is recorded of recipients: once, before the engine starts.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await Protection.LoadAsync(cancellation);
        await Limits.LoadAsync(cancellation);
    }

    /// <summary>What puts limits in order from time to time.</summary>
    public GateKeeper Keeper(IWorkflowClient workflows) => new(Limits.Upkeep, workflows, _ports.Time, new GateKeeperOptions());

    /// <summary>What the API does with leads.</summary>
    public LeadOperations Leads(IWorkflowClient workflows)
    {
        var (records, catalogs, ids, time) = (_ports.Records, _ports.Catalogs, _ports.Ids, _ports.Time);
        var reader = new LeadReader(records, _vault);
        var claims = new PingClaims(records, _ports.Keys, catalogs, time);
        return LeadOperations.Of(
            new LeadIntake(records, workflows, _vault, _dedupe, new LeadHours(), ids, time, claims) { Caps = Limits.Caps },
            reader,
            new LeadList(records, reader), Waiters, new Redelivery(records, workflows, _vault, catalogs, ids, time),
            new LeadErasure(records, _vault, ids, time, Batches.Erasure()),
            new ManualReview(records, workflows, _vault, catalogs, ids, time));
    }

    /// <summary>What the API does with recipients.</summary>
    public RecipientOperations Recipients() => RecipientOperations.Of(
        new RecipientTrial(_ports.Requests, _ports.Authenticator, [_ports.Channel], _ports.Records, _ports.Ids, _ports.Time),
        new RecipientVersions(_ports.Records, _ports.Secrets), Protection, new AlertList(_ports.Records, _ports.Time), Limits);

    /// <summary>What the API does with batches.</summary>
    public BatchOperations BatchDesk(IWorkflowClient workflows) => new(Batches.Reader(), Batches.Orders(workflows));

    /// <summary>What the API does for sources that ping.</summary>
    public PingOperations Pings() => PingOperations.Of(
        new SourcePings(
            _ports.Records, _vault, _ports.Ids, _ports.Time, _ports.Requests, _ports.Authenticator, [_ports.Channel], _gates)
        {
            Caps = Limits.Caps,
        },
        PingCounts);
}
