using System.Buffers.Binary;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing.Simulation;

namespace LeadDelivery.Simulator.Running;

/// <summary>Everything of one process in memory, put together as the embedded host does it, on what outlives the process.</summary>
internal sealed class SimulatedHost : ICatalogs
{
    private readonly Catalog _catalog;

    private SimulatedHost(Catalog catalog) => _catalog = catalog;

    public required SimulatedProcess Process { get; init; }

    public required LeadIntake Intake { get; init; }

    public required LeadReader Reader { get; init; }

    /// <inheritdoc/>
    public Catalog Current => _catalog;

    /// <inheritdoc/>
    public Catalog Version(string version) => version == _catalog.Version ? _catalog : throw new KeyNotFoundException(version);

    /// <summary>Starts a process: leads are taken, and what the last one left goes on.</summary>
    public static SimulatedHost Start(WorldRun run, Catalog catalog, int number)
    {
        var (clock, records, keys) = (run.Clock, run.Records, run.Keys);
        var process = new SimulatedProcess(number);
        var ids = new UlidFactory(clock, bytes => Fill(run.Chance, bytes));
        var vault = new LeadVault(keys);
        var waiters = new OutcomeWaiters(records, clock);
        var alerts = new AlertBook(ids, clock);
        var protection = new RecipientProtection(records, alerts, ids, clock);
        protection.LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        var dedupe = new Dedupe(records, keys);
        var limits = new RecipientLimits(records, dedupe, ids, clock);
        limits.LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        var host = new SimulatedHost(catalog)
        {
            Process = process,
            Intake = new LeadIntake(records, run.Workflows, vault, dedupe, new LeadHours(), ids, clock) { Caps = limits.Caps },
            Reader = new LeadReader(records, vault),
        };
        IReadOnlyList<IChannel> channels = [run.Buyers];
        var authenticator = new RequestAuthenticator(run.Buyers, records, clock, new TokenOptions());
        var gates = new RecipientGates([.. protection.Gates, .. limits.Gates], [.. protection.AttemptGates, .. limits.AttemptGates])
        {
            Performance = protection.LastHour,
        };
        var registry = new WorkflowRegistry().AddLeadWorkflows(
            host, vault, waiters, ids, clock, new RequestBuilder(new RequestBuilderOptions()), authenticator, channels,
            run.Faults.Wrap(gates), alerts, new BatchQueue(ids));
        run.Workflows.Start(process, registry, new RecipientLanes(host, protection.Rates));
        return host;
    }

    private static void Fill(Random chance, Span<byte> bytes)
    {
        for (var at = 0; at + 1 < bytes.Length; at += 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[at..], (ushort)chance.Next(1 << 16));
        }
    }
}
