using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Clock;
using LeadDelivery.Core.Batches.Erasure;
using LeadDelivery.Core.Batches.Feedback;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches;

/// <summary>What a host brings along for batches.</summary>
/// <param name="Files">Where files are archived.</param>
/// <param name="Spool">Where they are written before.</param>
/// <param name="Transport">How they leave.</param>
public sealed record BatchPorts(IFileStore Files, FileSpool Spool, IFileTransport Transport);

/// <summary>The parts of batches, put together: what workflows run, and, with an engine, the clock and what operators do.</summary>
public sealed class BatchSystem(
    BatchPorts ports, IRecordStore records, ICatalogs catalogs, LeadVault vault, RecipientGates gates, AlertBook alerts, UlidFactory ids,
    TimeProvider time)
{
    /// <summary>The rows that wait.</summary>
    public BatchQueue Queue { get; } = new(ids);

    /// <summary>Registers everything that runs for a file; both hosts call it.</summary>
    public WorkflowRegistry AddTo(WorkflowRegistry registry)
    {
        var settlement = new RowSettlement(vault, gates);
        var build = new BuildFile(catalogs, records, ports.Files, ports.Spool, new RowMapper(vault, time), alerts);
        var fetch = new FetchFeedback(catalogs, ports.Files, ports.Spool, ports.Transport, alerts, time);
        return registry
            .Add(BatchWorkflows.SendBatchFile, new SendBatchFile(catalogs).RunAsync)
            .Add(BatchWorkflows.ReadBatchFeedback, ReadBatchFeedback.RunAsync)
            .Add(BatchWorkflows.TakeRows, ActivityKind.Effect, new TakeRows(records, time).RunAsync)
            .Add(BatchWorkflows.BuildFile, ActivityKind.Effect, build.RunAsync)
            .Add(BatchWorkflows.SendFile, ActivityKind.Effect, new SendFile(catalogs, ports.Files, ports.Transport, time).RunAsync)
            .Add(BatchWorkflows.MarkFile, ActivityKind.Records, new MarkFile(catalogs, alerts, time).RunAsync)
            .Add(BatchWorkflows.SettleRows, ActivityKind.Effect, new SettleRows(catalogs, ports.Files, settlement, time).RunAsync)
            .Add(BatchWorkflows.FetchFeedback, ActivityKind.Effect, fetch.RunAsync)
            .Add(BatchWorkflows.SettleFeedback, ActivityKind.Effect, new SettleFeedback(catalogs, ports.Files, settlement, alerts).RunAsync);
    }

    /// <summary>What opens files that are due.</summary>
    public BatchClock Clock(IWorkflowClient workflows) => new(
        records, catalogs, Opening(workflows), new FeedbackOpening(workflows, catalogs, ids, time), alerts, time);

    /// <summary>What operators order.</summary>
    public BatchOrders Orders(IWorkflowClient workflows) => new(records, workflows, Opening(workflows), ids, time);

    /// <summary>What operators see.</summary>
    public BatchReader Reader() => new(records, vault, ports.Files, time);

    /// <summary>What takes erased consumers out of files.</summary>
    public BatchErasure Erasure() => new(records, ports.Files);

    /// <summary>What removes old files.</summary>
    public BatchRetention Retention() => new(records, ports.Files, catalogs, time);

    private FileOpening Opening(IWorkflowClient workflows) => new(records, workflows, catalogs, ids, time);
}
