using System.Collections.Concurrent;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>Notes each hour in which a lead came, so that lists walk over hours that exist and no others.</summary>
public sealed class LeadHours
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>The write that notes a lead's hour, or null where this process has seen it noted.</summary>
    public RecordOperation? FirstOf(string leadId)
    {
        var hour = LeadRecords.HourOf(leadId)!;
        return _known.ContainsKey(hour) ? null : RecordOperation.Upsert(LeadRecords.Hours, hour, "{}"u8.ToArray());
    }

    /// <summary>The lead's hour is durably noted.</summary>
    public void Remember(string leadId) => _known.TryAdd(LeadRecords.HourOf(leadId)!, true);
}
