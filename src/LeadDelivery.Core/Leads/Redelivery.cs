using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Money;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Leads;

/// <summary>How a redelivery began.</summary>
public enum RedeliveryStatus
{
    /// <summary>Running.</summary>
    Started,

    /// <summary>No such lead.</summary>
    UnknownLead,

    /// <summary>No such recipient in the current configuration.</summary>
    UnknownRecipient,

    /// <summary>The lead's flow is no longer configured.</summary>
    UnknownFlow,

    /// <summary>The consumer's data was erased: there is nothing to deliver.</summary>
    Erased,

    /// <summary>Still being delivered.</summary>
    StillPending,

    /// <summary>The recipient, or by now the flow, is in another currency than the lead's money.</summary>
    OtherCurrency,

    /// <summary>The host is busy, full or stopping.</summary>
    Busy,
}

/// <summary>Delivers a lead once more, under new keys.</summary>
public sealed class Redelivery(
    IRecordStore records, IWorkflowClient workflows, LeadVault vault, ICatalogs catalogs, UlidFactory ids, TimeProvider time)
{
    /// <summary>Starts it under the current configuration: the flow's whole plan, or one recipient.</summary>
    /// <param name="operatorName">Who asked, for the trail.</param>
    public async ValueTask<RedeliveryStatus> StartAsync(
        string leadId, string? recipient, string operatorName, CancellationToken cancellation)
    {
        var record = await records.FindSummaryAsync(leadId, cancellation);
        var lead = await vault.FindAsync(records, leadId, cancellation);
        var catalog = catalogs.Current;
        if (record is null)
        {
            return RedeliveryStatus.UnknownLead;
        }

        var summary = LeadRecords.Summary(record);
        if (Refusal(summary, lead, recipient, catalog) is { } refusal)
        {
            return refusal;
        }

        var number = summary.Redeliveries + 1;
        var beside = recipient is not null && catalog.DeliversBeside(catalog.Flows[lead!.Flow], recipient);
        var pending = summary with { Outcome = Outcome.Pending.Name(), Ended = null, Redeliveries = number, Before = summary.Outcome };
        var entry = LedgerEntry.Write(
            leadId, ids.Next(), time.GetUtcNow(), "lead.redelivered",
            [
                new("redelivery", Value.Of((decimal)number)),
                new("recipient", Value.Of(recipient)),
                new("by", Value.Of(operatorName)),
                new("configuration", Value.Of(catalog.Version)),
            ]);
        var started = await workflows.StartAsync(
            new StartRequest(
                LeadWorkflows.DeliverLead.Name, LeadWorkflows.DeliverLead.Version, $"{leadId}.r{number}",
                JsonSerializer.SerializeToUtf8Bytes(
                    new DeliverLeadInput(
                        leadId, lead!.Flow, catalog.Version, number, recipient, Rejected: false, Beside: beside),
                    LeadWorkflows.DeliverLead.Input),
                [RecordOperation.Replace(record.Partition, record.Row, LeadRecords.Bytes(pending), record.ETag), entry]),
            cancellation);
        return started.Outcome switch
        {
            StartOutcome.Started => RedeliveryStatus.Started,
            StartOutcome.RecordConflict or StartOutcome.AlreadyExists => RedeliveryStatus.StillPending,
            _ => RedeliveryStatus.Busy,
        };
    }

    /// <summary>Why the lead cannot be delivered once more under this configuration; null where it can.</summary>
    internal static RedeliveryStatus? Refusal(StoredSummary summary, Lead? lead, string? recipient, Catalog catalog)
    {
        var to = recipient is null ? null : catalog.Recipients.GetValueOrDefault(recipient);
        var currency = summary.Currency ?? Currency.Default;
        return lead is null ? RedeliveryStatus.Erased
            : recipient is not null && to is null ? RedeliveryStatus.UnknownRecipient
            : !catalog.Flows.TryGetValue(lead.Flow, out var flow) ? RedeliveryStatus.UnknownFlow
            : currency != (to?.Currency ?? flow.Currency) ? RedeliveryStatus.OtherCurrency
            : summary.Ended is null ? RedeliveryStatus.StillPending
            : null;
    }
}
