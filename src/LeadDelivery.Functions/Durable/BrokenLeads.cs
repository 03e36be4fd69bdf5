using System.Collections.Concurrent;
using System.Globalization;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using Microsoft.Extensions.Logging;

namespace LeadDelivery.Functions.Durable;

/// <summary>
/// Ends the leads whose instance has failed or was terminated before their outcome was recorded: an input that cannot be read, an activity
/// that throws whenever it is tried, code that is no longer deployed. They end as what was sold until then, else in <c>error</c>, with an alert: nobody waits for ever.
/// </summary>
public sealed partial class BrokenLeads(
    IWorkflowClient workflows, IRecordStore records, ActivityRunner activities, AlertBook alerts, ILogger<BrokenLeads> log)
{
    /// <summary>The kind of the alert.</summary>
    public const string AlertKind = "workflow_failed";

    /// <summary>Instances read at a time: failed ones are few, and gone with their histories.</summary>
    private const int Page = 1000;

    /// <summary>The call's number within the instance: its own begin at 1.</summary>
    private const int Call = 0;

    /// <summary>Instances known to be dealt with, so that a round costs no request for each: some megabytes at most.</summary>
    private const int MaxKnown = 20_000;

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Looks through what has failed; returns how many leads it ended.</summary>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        var ended = 0;
        foreach (var status in (InstanceStatus[])[InstanceStatus.Failed, InstanceStatus.Terminated])
        {
            IReadOnlyList<InstanceState> found;
            for (string? before = null; (found = await workflows.ListAsync(status, before, Page, cancellation)).Count > 0; before = found[^1].InstanceId)
            {
                foreach (var instance in found.Where(instance => !_known.ContainsKey(instance.InstanceId)))
                {
                    ended += await TryEndAsync(instance, cancellation) ? 1 : 0;
                }
            }
        }

        return ended;
    }

    // One that cannot be ended must not keep the others waiting.
    private async Task<bool> TryEndAsync(InstanceState instance, CancellationToken cancellation)
    {
        try
        {
            var isEnded = await EndAsync(instance, cancellation);
            if (_known.Count >= MaxKnown)
            {
                _known.Clear();
            }

            _known[instance.InstanceId] = true;
            return isEnded;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            LogNotEnded(instance.InstanceId, error.GetType().Name);
            return false;
        }
    }

    private async Task<bool> EndAsync(InstanceState instance, CancellationToken cancellation)
    {
        if (instance.Orchestration != LeadWorkflows.DeliverLead.Name || !TryParse(instance.InstanceId, out var lead, out var redelivery)
            || await records.FindSummaryAsync(lead, cancellation) is not { } record
            || LeadRecords.Summary(record) is not { } summary || summary.Outcome != Outcome.Pending.Name() || summary.Redeliveries != redelivery
            || await new RunRow(records, instance.InstanceId, Call).FinishAsync(cancellation) is not null)
        {
            return false;
        }

        // The alert goes first: a crash between the two repeats it rather than losing it.
        var what = instance.Status == InstanceStatus.Terminated ? "was terminated" : $"failed ({instance.CustomStatus ?? instance.Error})";
        await alerts.RaiseAsync(
            records, AlertKind, null, lead, $"the workflow {instance.InstanceId} {what}; look at the lead's events and deliver it again", cancellation);
        var input = Wire.Write(await OutcomeAsync(lead, redelivery, cancellation), LeadWorkflows.RecordOutcome.Input);
        var call = new ActivityCall(instance.InstanceId, Call, null, input);
        await activities.RunAsync(LeadWorkflows.RecordOutcome.Name, Wire.Write(call, WireJson.Default.ActivityCall), cancellation);
        return true;
    }

    // What a recipient has taken it has taken, whatever broke afterwards; with nothing sold it is an error.
    private async Task<OutcomeInput> OutcomeAsync(string lead, int redelivery, CancellationToken cancellation)
    {
        var prefix = LeadRecords.DeliveryRow(redelivery, 0)[..^5];
        List<(string Row, StoredDelivery Delivery)> made = [];
        await foreach (var row in records.QueryAsync(new(LeadRecords.Partition(lead), prefix, prefix + "~"), cancellation))
        {
            made.Add((row.Row, LeadRecords.Delivery(row)));
        }

        var sold = made.Where(one => !one.Delivery.Also && OutcomeNames.Parse(one.Delivery.Outcome) is Outcome.Success or Outcome.Queued).ToList();
        var outcome = sold.Count == 0 ? Outcome.Error : sold.Select(one => LeadRecords.OutcomeOf(one.Delivery.Outcome)).Min();
        decimal? price = sold.Any(one => one.Delivery.Price is not null) ? sold.Sum(one => one.Delivery.Price ?? 0) : null;
        return new(lead, redelivery, outcome, price, sold.Count == 0 ? null : sold[0].Row, [.. made.Select(one => one.Delivery.Recipient).Distinct()]);
    }

    // {lead}, or {lead}.r{n} for a redelivery.
    private static bool TryParse(string instance, out string lead, out int redelivery)
    {
        var parts = instance.Split('.');
        (lead, redelivery) = (parts[0], 0);
        return parts.Length == 1
            || (parts.Length == 2 && parts[1].StartsWith('r') && int.TryParse(parts[1].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out redelivery));
    }

    [LoggerMessage(2002, LogLevel.Error, "The lead of the failed workflow {Instance} could not be ended, tried again: {ExceptionType}")]
    private partial void LogNotEnded(string instance, string exceptionType);
}
