using LeadDelivery.Core.Batches.Erasure;
using LeadDelivery.Core.Gates.Seen;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// Erases a consumer's data: the lead's key is destroyed, and files that hold the lead go; what happened and the money stay.
/// </summary>
/// <param name="files">Files of batches; null where there are none.</param>
public sealed class LeadErasure(IRecordStore records, LeadVault vault, UlidFactory ids, TimeProvider time, BatchErasure? files = null)
{
    /// <summary>Erases; false for an unknown lead. Erasing again is no error.</summary>
    /// <param name="operatorName">Who asked, for the trail.</param>
    public async ValueTask<bool> EraseAsync(string leadId, string operatorName, CancellationToken cancellation)
    {
        while (await records.GetAsync(LeadRecords.Partition(leadId), LeadRecords.HeadRow, cancellation) is { } record)
        {
            var head = LeadRecords.Lead(record);
            if (head.Erased is not null)
            {
                vault.Erase(leadId, head.Key);
                await ForgetAsync(leadId, cancellation);
                return true;
            }

            // Before the tombstone, which drops the list of them: a crash in between leaves them to the next call.
            foreach (var partition in head.Dedupe ?? [])
            {
                await ReleaseAsync(partition, leadId, cancellation);
            }

            // Before the key goes: a crash in between leaves a lead that is marked and whose key goes with the next call.
            var now = time.GetUtcNow();
            var tombstone = head with { Body = [], Rejected = null, Dedupe = null, Erased = now.ToUnixTimeMilliseconds() };
            var conflict = await records.WriteAsync(
                [
                    RecordOperation.Replace(record.Partition, record.Row, LeadRecords.Bytes(tombstone), record.ETag),
                    LedgerEntry.Write(leadId, ids.Next(), now, "lead.erased", [new("by", Value.Of(operatorName))]),
                ],
                cancellation);
            if (conflict >= 0)
            {
                continue;
            }

            vault.Erase(leadId, head.Key);
            await ForgetAsync(leadId, cancellation);
            return true;
        }

        return false;
    }

    private async ValueTask ForgetAsync(string leadId, CancellationToken cancellation)
    {
        await SeenRecords.EraseAsync(records, leadId, cancellation);
        if (files is not null)
        {
            await files.EraseAsync(leadId, cancellation);
        }
    }

    private async ValueTask ReleaseAsync(string partition, string leadId, CancellationToken cancellation)
    {
        if (await records.GetAsync(partition, LeadRecords.HeadRow, cancellation) is { } record
            && LeadRecords.Sighting(record).Lead == leadId)
        {
            await records.WriteAsync([RecordOperation.Delete(partition, LeadRecords.HeadRow, record.ETag)], cancellation);
        }
    }
}
