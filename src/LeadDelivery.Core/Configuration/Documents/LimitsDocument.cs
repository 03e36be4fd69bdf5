using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Gates.Balances;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary>What limits a recipient: <c>caps</c>, <c>balance</c>, <c>dedupe</c>, <c>schedule</c>.</summary>
internal static class LimitsDocument
{
    /// <summary>The greatest credit.</summary>
    private const decimal MostCredit = 1_000_000_000m;

    private static readonly Key<decimal> CreditLimit = Key.Of(
        "credit_limit", Is.Number(0, MostCredit), "How far below zero the balance may go.").Or(0, "0");

    private static readonly Key<BalanceRules> Balance = Key.Of(
        "balance",
        new ObjectShape<BalanceRules>("It pays in advance.", balance => new(balance.Get(CreditLimit)), CreditLimit),
        "It pays in advance: nothing is delivered once its balance is spent.").Like("{ credit_limit: 0 }");

    private static readonly Key<DedupeRule> Dedupe = Key.Of(
        "dedupe",
        AcceptDocument.DedupeShape,
        "What it was sent before is not sent to it again within this time.").Like("{ by: [phone_1], within: 90d }");

    /// <summary>All of them.</summary>
    public static ImmutableArray<Key> Keys { get; } = [CapsDocument.Sold.Section, Balance, Dedupe, ScheduleDocument.Section];

    /// <summary>Those of a recipient that pays nothing.</summary>
    public static ImmutableArray<Key> Unpaid { get; } = [CapsDocument.Sold.Section, Dedupe, ScheduleDocument.Section];

    /// <summary>The recipient with them.</summary>
    public static Recipient With(Recipient recipient, ObjectReading reading) => recipient with
    {
        Caps = CapsDocument.Sold.Of(reading),
        Balance = reading.Get(Balance),
        Dedupe = reading.Get(Dedupe),
        Schedule = reading.Get(ScheduleDocument.Section),
    };

    /// <summary>What is allowed and hardly meant.</summary>
    public static IEnumerable<Mistake> Warnings(Checks.LoadedFile<Recipient> recipient)
    {
        if (recipient.Value.Schedule is { Open.IsEmpty: true })
        {
            yield return Warning("schedule.open", "is empty: this recipient never gets a lead");
        }

        var isPaid = recipient.Value.AllCaps.Caps.Any(cap => cap.Limits.Any(limit => limit.Unit == Gates.Caps.CapUnit.Money));
        if (recipient.Value.Price is null && (isPaid || recipient.Value.Balance is not null))
        {
            yield return Warning(
                recipient.Value.Balance is not null ? "balance" : "caps",
                recipient.Value.NamesPrices
                    ? "no price is known before the first sale, so leads go one at a time until then; give the recipient a price"
                    : "no price is known before a sale, so nothing is reserved for it; give the recipient a price");
        }

        foreach (var section in new[] { "schedule", "caps" })
        {
            if (recipient.At(section, CapsDocument.Zone.Name) is YamlScalar { Text: var zone } && ZoneShape.Seasonal(zone) is { } meant)
            {
                yield return Warning($"{section}.{CapsDocument.Zone.Name}", $"{zone} has no daylight saving time, did you mean `{meant}`?");
            }
        }

        Mistake Warning(string path, string message) => new(recipient.File, YamlPath.LineOf(recipient.Node, path), path, message);
    }
}
