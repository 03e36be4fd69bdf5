using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>The mark of a race that was won: partition <c>lead/{id}</c>, row <c>race/{redelivery}-{path}</c>.</summary>
internal static class RaceRecord
{
    /// <summary>The write that sets it.</summary>
    public static RecordOperation Won(RaceInput race) => RecordOperation.Upsert(
        LeadRecords.Partition(race.Lead), Row(race.Redelivery, race.Race),
        ValueJson.ToUtf8(Value.Of(ValueObject.From([new("winner", Value.Of(race.Winner))]))));

    /// <summary>Whether it is set.</summary>
    public static async ValueTask<bool> IsWonAsync(
        IRecordStore records, string lead, int redelivery, string race, CancellationToken cancellation) =>
        await records.GetAsync(LeadRecords.Partition(lead), Row(redelivery, race), cancellation) is not null;

    private static string Row(int redelivery, string race) => $"race/{redelivery:D3}-{race}";
}
