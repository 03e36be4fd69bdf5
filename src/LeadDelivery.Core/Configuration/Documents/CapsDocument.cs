using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>caps:</c> of a recipient, a source or a flow, and of a slot of a schedule.</summary>
internal sealed class CapsDocument
{
    /// <summary>The greatest number of leads: more than are sold in the world.</summary>
    private const int MostLeads = 1_000_000_000;

    /// <summary>The greatest amount of money.</summary>
    private const decimal MostMoney = 1_000_000_000_000;

    private static readonly CapPeriod[] Periods = Enum.GetValues<CapPeriod>();

    private static readonly Key<string> Name = Key.Of(
        "name", Is.Text, "As people know it, in reasons and views. Its counts are kept under it, also when its rule changes.").Like("\"California\"");

    private static readonly Key<Expression> When = Key.Of(
        "when", Is.Expression, "The leads that it limits; all where not given.").Like("\"state == 'CA'\"");

    private static readonly Key<TimeZoneInfo> Zone = Key.Of(
        "timezone", new TimeZoneShape(), "Whose wall clock its hours, days, weeks and months follow.").Or(TimeZoneInfo.Utc, "UTC")
        .Like("America/New_York");

    private readonly ImmutableArray<(CapPeriod Period, Key<int> Key)> _leads;
    private readonly ImmutableArray<(CapPeriod Period, Key<decimal> Key)> _money;
    private readonly ObjectShape<Cap> _shape;

    private CapsDocument(string leads, string money, string moneyDoc)
    {
        _leads = [.. Periods.Select(period => (period, Key.Of(
            period.Name(), Is.Integer(0, MostLeads), $"The most leads {leads} {In(period)}.")))];
        _money = [.. Periods.Select(period => (period, Key.Of(
            $"{money}_{period.Name()}", Is.Number(0, MostMoney), $"The most {moneyDoc} {In(period)}.")))];
        _shape = new(
            "What must not be exceeded.", Build,
            [Name, When, .. _leads.Select(limit => (Key)limit.Key), .. _money.Select(limit => (Key)limit.Key), Zone]);
    }

    /// <summary>Of leads that a recipient is sold, and what it pays.</summary>
    public static CapsDocument Sold { get; } = new("sold to it", CapOwner.Revenue, "that it pays");

    /// <summary>Of leads that are accepted from a source or by a flow, and what they cost.</summary>
    public static CapsDocument Accepted { get; } = new("accepted", CapOwner.Cost, "that is paid for leads");

    /// <summary>The key.</summary>
    public Key<ImmutableArray<Cap>> Section(string doc) => Key.Of("caps", new ListShape<Cap>(_shape) { TakesOne = true }, doc).Like(
        "{ daily: 100, timezone: America/New_York }");

    /// <summary>The caps of an object, which must have names of their own.</summary>
    public static ImmutableArray<Cap> Of(ObjectReading owner, Key<ImmutableArray<Cap>> key)
    {
        if (!owner.Has(key))
        {
            return [];
        }

        var caps = owner.Get(key);
        var twice = caps.Where(cap => cap.Name is not null).GroupBy(cap => cap.Name).FirstOrDefault(named => named.Count() > 1)?.Key;
        if (twice is not null)
        {
            owner.Mistake(key, $"two have the name `{twice}`, expected names of their own");
        }

        return caps;
    }

    private Cap Build(ObjectReading cap)
    {
        var limits = ImmutableArray.CreateBuilder<CapLimit>();
        foreach (var (period, key) in _leads.Where(limit => cap.Has(limit.Key)))
        {
            limits.Add(new(period, CapUnit.Leads, cap.Get(key)));
        }

        foreach (var (period, key) in _money.Where(limit => cap.Has(limit.Key)))
        {
            limits.Add(new(period, CapUnit.Money, cap.Get(key)));
        }

        if (limits.Count == 0)
        {
            cap.Mistake(_leads[0].Key, $"limits nothing, expected one of {string.Join(", ", _leads.Select(l => l.Key.Name))}, {_money[0].Key.Name} …");
        }

        var when = cap.Get(When);
        return new(limits.DrainToImmutable(), cap.Get(Zone)!)
        {
            Name = cap.Get(Name),
            When = when,
            Tag = when is null ? Cap.Everything : cap.Get(Name) is { } name ? "name:" + name : "rule:" + Short(when.Text),
        };
    }

    // A rule may hold secrets and be long: what is stored is its hash.
    private static string Short(string rule) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rule)).AsSpan(0, 8));

    private static string In(CapPeriod period) => period switch
    {
        CapPeriod.Minutely => "in a minute",
        CapPeriod.Hourly => "in an hour",
        CapPeriod.Daily => "in a day",
        CapPeriod.Weekly => "in a week, from Monday on",
        CapPeriod.Monthly => "in a month",
        _ => "ever",
    };
}
