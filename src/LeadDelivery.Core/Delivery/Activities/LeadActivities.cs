using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Rotations;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>Registers everything that runs for a lead; both hosts call it.</summary>
public static class LeadActivities
{
    /// <summary>Adds the orchestrations and activities.</summary>
    public static WorkflowRegistry AddLeadWorkflows(
        this WorkflowRegistry registry, ICatalogs catalogs, LeadVault vault, OutcomeWaiters waiters, UlidFactory ids, TimeProvider time,
        RequestBuilder requests, RequestAuthenticator authenticator, IReadOnlyList<IChannel> channels, RecipientGates gates, AlertBook alerts,
        BatchQueue queue)
    {
        var pings = new PingBidders(
            catalogs, vault, ids, time, new PingRound(requests, authenticator, channels, gates, time));
        var records = new RecordActivities(catalogs, vault, waiters, ids, time, gates, alerts);
        var attempts = new AttemptDelivery(catalogs, vault, new(ids), time, requests, authenticator, channels, gates, queue);
        return registry
            .Add(LeadWorkflows.DeliverLead, new DeliverLead(catalogs).RunAsync)
            .Add(LeadWorkflows.TestCondition, ActivityKind.Records, records.TestConditionAsync)
            .Add(LeadWorkflows.AdmitDelivery, ActivityKind.Records, records.AdmitAsync)
            .Add(LeadWorkflows.PingBidders, ActivityKind.Effect, pings.RunAsync)
            .Add(LeadWorkflows.TakeBids, ActivityKind.Records, pings.TakeAsync)
            .Add(LeadWorkflows.CloseAuction, ActivityKind.Records, new CloseAuction(vault, ids, time).RunAsync)
            .Add(LeadWorkflows.CloseDelivery, ActivityKind.Records, records.CloseAsync)
            .Add(LeadWorkflows.RecordPhase, ActivityKind.Records, RecordActivities.PhaseAsync)
            .Add(LeadWorkflows.PickMember, ActivityKind.Records, new PickMember(catalogs, vault, gates, new RotationMemory(), time).RunAsync)
            .Add(LeadWorkflows.Supersede, ActivityKind.Records, records.SupersedeAsync)
            .Add(LeadWorkflows.RecordSkip, ActivityKind.Records, records.SkipAsync)
            .Add(LeadWorkflows.RecordFault, ActivityKind.Records, records.FaultAsync)
            .Add(LeadWorkflows.RecordOutcome, ActivityKind.Records, records.OutcomeAsync)
            .Add(LeadWorkflows.AttemptDelivery, ActivityKind.Effect, attempts.RunAsync);
    }
}
