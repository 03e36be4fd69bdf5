using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Money;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Leads;

/// <summary>Takes leads in: rename, put into normal forms, check, dedupe, store and start in one step.</summary>
public sealed class LeadIntake(
    IRecordStore records, IWorkflowClient workflows, LeadVault vault, Dedupe dedupe, LeadHours hours, UlidFactory ids, TimeProvider time,
    PingClaims? pings = null)
{
    /// <summary>
    /// A conflict means that somebody else took the idempotency key or the dedupe reservation in between: looking again
    /// settles it, so a few rounds are plenty.
    /// </summary>
    private const int MaxRounds = 5;

    /// <summary>The counts of the caps of sources and flows; null: nothing is capped.</summary>
    public CapBook? Caps { get; init; }

    /// <summary>Takes one lead. When this returns accepted or rejected, it is on stable storage.</summary>
    public async ValueTask<IntakeResult> SubmitAsync(Submission submission, CancellationToken cancellation)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (submission.IdempotencyKey is not null && await FindUseAsync(submission, cancellation) is { } earlier)
            {
                return earlier.Body.AsSpan().SequenceEqual(submission.BodyHash.Span)
                    ? new(IntakeStatus.Repeated, earlier.Lead)
                    : new(IntakeStatus.KeyReused);
            }

            var result = await StoreAsync(submission, cancellation);
            if (result is not null)
            {
                return result.Value;
            }
        }

        return new(IntakeStatus.Busy);
    }

    /// <summary>The lead that a submission makes, renamed and in normal forms, as it would be taken now; for previews and pings too.</summary>
    /// <param name="ping">The ping that it takes up: its source was promised that price.</param>
    public static Lead Draft(Submission submission, string id, DateTimeOffset now, LeadKey key, StoredPing? ping = null)
    {
        var (fields, raw) = submission.Flow.Accept.Normalizer.Normalize(Renamed(submission.Source, submission.Fields), now);
        var draft = new Lead
        {
            Id = id,
            Source = submission.Source.Id,
            Flow = submission.Flow.Id,
            ReceivedAt = now,
            Catalog = submission.Catalog.Version,
            Test = submission.Test,
            Key = key,
            Fields = fields,
            Raw = raw,
        };
        var scope = new LeadScope(draft, submission.Source, submission.Flow, now);
        Outcome? forced = submission.Source.TestReject?.Holds(scope) == true ? Outcome.Failure
            : submission.Source.TestAccept?.Holds(scope) == true ? Outcome.Success
            : null;
        return new Lead
        {
            Id = id,
            Source = draft.Source,
            Flow = draft.Flow,
            ReceivedAt = now,
            Catalog = draft.Catalog,
            Test = draft.Test || forced is not null,
            Forced = forced,
            Cost = ping is not null ? ping.Price : submission.Source.Cost is { } cost ? MoneyText.Bounded(FieldTypes.Number(cost.Evaluate(scope))) : null,
            Key = key,
            Fields = fields,
            Raw = raw,
        };
    }

    private async ValueTask<StoredIdempotency?> FindUseAsync(Submission submission, CancellationToken cancellation)
    {
        var record = await records.GetAsync(KeyPartition(submission), KeyRow(submission.IdempotencyKey!), cancellation);
        return record is null ? null : LeadRecords.Idempotency(record);
    }

    private async ValueTask<IntakeResult?> StoreAsync(Submission submission, CancellationToken cancellation)
    {
        var claim = pings is null ? null : await pings.FindAsync(submission, cancellation);
        if (claim?.Catalog is { } promised)
        {
            submission = submission with
            {
                Catalog = promised,
                Source = promised.Sources.GetValueOrDefault(submission.Source.Id, submission.Source),
                Flow = promised.Flows[submission.Flow.Id],
            };
        }

        var key = vault.NewKey();
        var id = ids.Next();
        var lead = Draft(submission, id, UlidFactory.TimeOf(id) ?? time.GetUtcNow(), key, claim?.Ping);
        var scope = new LeadScope(lead, submission.Source, submission.Flow, lead.ReceivedAt);
        var reasons = Acceptance.Check(submission.Flow.Accept, lead, scope);
        if (claim is not null)
        {
            reasons = [.. reasons, .. claim.Reasons(lead.Fields), .. claim.Ping is { } ping && ping.Test != lead.Test ? ["ping unknown"] : Array.Empty<string>()];
        }

        RecordOperation? reserve = null;
        if (reasons.Count == 0)
        {
            (var earlier, reserve) = await dedupe.LookAsync(submission.Flow, lead, cancellation);
            reasons = earlier is null ? [] : [$"duplicate: same {string.Join(", ", submission.Flow.Accept.Dedupe!.By)} as lead {earlier}"];
        }

        var writes = new List<RecordOperation>(5);
        CapIntake? room = null;
        if (reasons.Count == 0 && !lead.Test && Caps is not null)
        {
            (room, var full) = await CapIntake.TakeAsync(
                Caps, [submission.Source.CapOwner, submission.Flow.CapOwner], id, scope, lead.Cost, writes, cancellation);
            if (full is not null)
            {
                // Never delivered, so that the same lead is welcome once there is room.
                (reasons, reserve) = ([full], null);
            }
        }

        if (submission.IdempotencyKey is not null)
        {
            writes.Add(RecordOperation.Insert(
                KeyPartition(submission), KeyRow(submission.IdempotencyKey),
                LeadRecords.Bytes(new StoredIdempotency(id, submission.BodyHash.ToArray()))));
        }

        if (reserve is not null)
        {
            writes.Add(reserve);
        }

        var auction = reasons.Count == 0 ? claim?.Ping?.Auction : null;
        if (auction is not null)
        {
            writes.AddRange(claim!.Take(lead));
        }

        var isFull = submission.IsFull && claim is null && submission.Flow.Nodes.Values.OfType<Auction>().Any();
        AddLead(writes, lead, submission.Flow, reasons, reserve, isPromised: auction is not null || (isFull && reasons.Count == 0));
        var isDurable = false;
        StartResult started;
        try
        {
            started = await workflows.StartAsync(
                new StartRequest(
                    LeadWorkflows.DeliverLead.Name, LeadWorkflows.DeliverLead.Version, id,
                    JsonSerializer.SerializeToUtf8Bytes(
                        new DeliverLeadInput(id, lead.Flow, lead.Catalog, 0, null, reasons.Count > 0, auction, isFull), LeadWorkflows.DeliverLead.Input),
                    writes),
                cancellation);
            isDurable = started.Outcome == StartOutcome.Started;
        }
        catch (OperationCanceledException)
        {
            // The sender has gone, which undoes no start that was under way: what is not known to have failed counts.
            isDurable = true;
            throw;
        }
        finally
        {
            if (room is not null)
            {
                await room.EndAsync(isDurable);
            }
        }

        if (isDurable)
        {
            hours.Remember(id);
        }

        return started.Outcome switch
        {
            StartOutcome.Started => new(reasons.Count == 0 ? IntakeStatus.Accepted : IntakeStatus.Rejected, id),
            StartOutcome.Busy => new(IntakeStatus.Busy),
            StartOutcome.NoSpace => new(IntakeStatus.NoSpace),
            StartOutcome.Stopping => new(IntakeStatus.Stopping),
            _ => null,
        };
    }

    private void AddLead(
        List<RecordOperation> writes, Lead lead, Flow flow, IReadOnlyList<string> reasons, RecordOperation? reserve, bool isPromised)
    {
        // A lead that is not taken is not bought.
        var rejected = reasons.Count > 0;
        var received = lead.ReceivedAt.ToUnixTimeMilliseconds();
        var stored = new StoredLead(
            lead.Source, lead.Flow, received, lead.Test, lead.Forced?.Name(), lead.Catalog, lead.Key.Id, rejected ? null : lead.Cost,
            StoredFields.Seal(lead),
            rejected ? lead.Seal(ValueObject.From([new("reasons", Value.Of([.. reasons.Select(reason => Value.Of(reason))]))])) : null,
            reserve is null ? null : [reserve.Partition],
            null);
        var summary = new StoredSummary(
            lead.Source, lead.Flow, lead.Test, (rejected ? Outcome.Failure : Outcome.Pending).Name(), null,
            rejected ? null : lead.Cost, null, null, rejected ? received : null, 0, null,
            Currency: flow.Currency == Currency.Default ? null : flow.Currency, Promised: isPromised);
        writes.Add(RecordOperation.Insert(LeadRecords.Partition(lead.Id), LeadRecords.HeadRow, LeadRecords.Bytes(stored)));
        writes.Add(RecordOperation.Insert(LeadRecords.SummaryPartition(LeadRecords.HourOf(lead.Id)!), lead.Id, LeadRecords.Bytes(summary)));
        if (hours.FirstOf(lead.Id) is { } hour)
        {
            writes.Add(hour);
        }

        if (!rejected)
        {
            vault.Keep(lead);
        }
    }

    private static ValueObject Renamed(Source source, ValueObject fields) => source.Fields.IsEmpty
        ? fields
        : ValueObject.From(fields.Members.Select(member =>
            source.Fields.TryGetValue(member.Key, out var name) ? new KeyValuePair<string, Value>(name, member.Value) : member));

    private static string KeyPartition(Submission submission) => $"idempotency/{submission.Source.Id}";

    private static string KeyRow(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
