using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Batches.Clock;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>What lives and dies with one process.</summary>
internal sealed class BatchProcess
{
    public BatchProcess(
        BatchStage stage, MemoryRecordStore store, SortedDictionary<string, StoredInstance> instances, MemoryFiles files, FarSide far,
        MemoryLeadKeys keys, string spool)
    {
        var (time, ids) = (stage.Time, new UlidFactory(stage.Time));
        Records = new(store, Power);
        var vault = new LeadVault(keys);
        var dedupe = new Dedupe(Records, keys);
        var alerts = new AlertBook(ids, time);
        Limits = new(Records, dedupe, ids, time);
        var gates = new RecipientGates(Limits.Gates, Limits.AttemptGates);
        Batches = new(new(files.For(Power), new FileSpool(spool), far.For(Power)), Records, stage, vault, gates, alerts, ids, time);
        var registry = Batches.AddTo(new WorkflowRegistry().AddLeadWorkflows(
            stage, vault, new OutcomeWaiters(Records, time), ids, time, new RequestBuilder(new RequestBuilderOptions()),
            new RequestAuthenticator(stage, Records, time, new TokenOptions()), [stage], gates, alerts, Batches.Queue));
        Engine = new(instances, Records, registry, Power, time);
        Intake = new(Records, Engine, vault, dedupe, new LeadHours(), ids, time) { Caps = Limits.Caps };
        Reader = new(Records, vault);
        Review = new(Records, Engine, vault, stage, ids, time);
        Redelivery = new(Records, Engine, vault, stage, ids, time);
        Clock = Batches.Clock(Engine);
        Clock.Failed += (batch, error) => Failures.Add(error);
        Orders = Batches.Orders(Engine);
        Desk = Batches.Reader();
        Retention = Batches.Retention();
        Erasure = new(Records, vault, ids, time, Batches.Erasure());
    }

    public Power Power { get; } = new();

    public FragileRecords Records { get; }

    public ReplayEngine Engine { get; }

    public BatchSystem Batches { get; }

    public RecipientLimits Limits { get; }

    public LeadIntake Intake { get; }

    public LeadReader Reader { get; }

    public ManualReview Review { get; }

    public Redelivery Redelivery { get; }

    public BatchClock Clock { get; }

    public BatchOrders Orders { get; }

    public BatchReader Desk { get; }

    public BatchRetention Retention { get; }

    public LeadErasure Erasure { get; }

    /// <summary>What the clock could not look at.</summary>
    public List<Exception> Failures { get; } = [];

    /// <summary>Reads what is recorded, and goes on with it.</summary>
    public async Task LoadAsync()
    {
        await Limits.LoadAsync(CancellationToken.None);
        Engine.Load();
    }
}
