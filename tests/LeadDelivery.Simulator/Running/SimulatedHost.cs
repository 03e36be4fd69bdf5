using System.Buffers.Binary;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing.Simulation;

namespace LeadDelivery.Simulator.Running;

/// <summary>Everything of one process in memory, put together as the embedded host does it, on what outlives the process.</summary>
internal sealed class SimulatedHost
{
    public required SimulatedProcess Process { get; init; }

    public required LeadIntake Intake { get; init; }

    public required LeadReader Reader { get; init; }

    public required BatchSystem Batches { get; init; }

    /// <summary>What operators order of files.</summary>
    public required BatchOrders Orders { get; init; }

    public required ManualReview Review { get; init; }

    public required Redelivery Redelivery { get; init; }

    public required LeadErasure Erasure { get; init; }

    public required RecipientProtection Protection { get; init; }

    public required ICatalogs Catalogs { get; init; }

    /// <summary>Starts a process: leads are taken, and what the last one left goes on.</summary>
    public static SimulatedHost Start(WorldRun run, int number)
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
        var gates = run.Faults.Wrap(new RecipientGates([.. protection.Gates, .. limits.Gates], [.. protection.AttemptGates, .. limits.AttemptGates])
        {
            Performance = protection.LastHour,
        });
        var catalogs = run.Faults.Wrap(run.Catalogs);
        var batches = new BatchSystem(
            new(run.Files, new FileSpool(RealFiles.Folder), run.Far), records, catalogs, vault, gates, alerts, ids, clock);
        var host = new SimulatedHost
        {
            Catalogs = catalogs,
            Process = process,
            Batches = batches,
            Orders = batches.Orders(run.Workflows),
            Redelivery = new(records, run.Workflows, vault, catalogs, ids, clock),
            Erasure = new(records, vault, ids, clock, batches.Erasure()),
            Protection = protection,
            Review = new(records, run.Workflows, vault, catalogs, ids, clock),
            Intake = new LeadIntake(records, run.Workflows, vault, dedupe, new LeadHours(), ids, clock) { Caps = limits.Caps },
            Reader = new LeadReader(records, vault),
        };
        IReadOnlyList<IChannel> channels = [run.Buyers];
        var authenticator = new RequestAuthenticator(run.Buyers, records, clock, new TokenOptions());
        var registry = batches.AddTo(new WorkflowRegistry().AddLeadWorkflows(
            catalogs, vault, waiters, ids, clock, new RequestBuilder(new RequestBuilderOptions()), authenticator, channels,
            gates, alerts, batches.Queue));
        run.Workflows.Start(process, registry, new RecipientLanes(catalogs, protection.Rates));
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
