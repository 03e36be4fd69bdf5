using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Dates;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>caps:</c> of recipients, sources, flows, a flow's pings and slots of a schedule.</summary>
internal sealed class CapsDocument
{
    /// <summary>Most leads of a cap: nobody sells more in a lifetime, and it fits an integer.</summary>
    private const int MostLeads = 1_000_000_000;

    /// <summary>Most money of a cap.</summary>
    private const decimal MostMoney = 1_000_000_000_000m;

    /// <summary>The zone of whoever counts or opens by a wall clock.</summary>
    public static readonly Key<string> Zone = Key.Of(
        "timezone",
        new TextShape("a time zone such as America/New_York", name => Zones.Find(name) is null ? ZoneShape.Unknown(name) : null),
        "Whose wall clock is meant, by its IANA name.").Or("UTC", "UTC").Like("America/New_York");

    private static readonly Key<Expression> When = Key.Of(
        "when", Is.Expression, "The leads that are limited and counted; all where not given.").Like("\"state == 'CA'\"");

    private static readonly Key<string> Name = Key.Of(
        "name", Is.Text, "Named in reasons. What was counted under a name stays counted when the rule changes.").Like("california");

    private readonly ImmutableArray<(Key<int> Leads, Key<decimal>? Money, CapPeriod Period)> _limits;

    private CapsDocument(string counted, (string Word, string Sum)? money)
    {
        _limits =
        [
            .. Enum.GetValues<CapPeriod>().Select(period => (
                new Key<int>(period.Name(), Is.Integer(0, MostLeads), $"Most {counted} {Span(period)}."),
                money is var (word, sum)
                    ? new Key<decimal>($"{word}_{period.Name()}", Is.Number(0, MostMoney), $"Most money {sum} {Span(period)}.")
                    : null,
                period)),
        ];
        var cap = new ObjectShape<Cap>(
            "Limits that are not exceeded.",
            Build,
            [.. _limits.Select(limit => limit.Leads), .. _limits.Select(limit => limit.Money).OfType<Key>(), Zone, When, Name]);
        Section = Key.Of(
            "caps",
            new ListShape<Cap>(cap) { TakesOne = true },
            "Limits that are not exceeded: one object, or a list of which each counts by itself.").Like("{ daily: 100, timezone: America/New_York }");
    }

    /// <summary>Of recipients, and of slots of their schedules.</summary>
    public static CapsDocument Sold { get; } = new("leads sold", ("revenue", "earned"));

    /// <summary>Of sources and flows.</summary>
    public static CapsDocument Accepted { get; } = new("leads accepted", ("cost", "spent on leads"));

    /// <summary>Of a flow's pings.</summary>
    public static CapsDocument Asked { get; } = new("pings that bidders are asked for", null);

    /// <summary>The key.</summary>
    public Key<ImmutableArray<Cap>> Section { get; }

    /// <summary>The caps of an object; empty where it has none.</summary>
    public ImmutableArray<Cap> Of(ObjectReading owner)
    {
        if (!owner.Has(Section))
        {
            return [];
        }

        var caps = owner.Get(Section);
        for (var at = 0; at < caps.Length; at++)
        {
            if (caps[at].Tag != Cap.Everything && caps.Take(at).Any(before => before.Tag == caps[at].Tag && before.When?.Text != caps[at].When?.Text))
            {
                owner.MistakeAt($"caps[{at}].name", "another cap of this name has another rule, expected a name of its own");
            }
        }

        return caps;
    }

    private Cap Build(ObjectReading cap)
    {
        var limits = ImmutableArray.CreateBuilder<CapLimit>();
        foreach (var (leads, money, period) in _limits)
        {
            if (cap.Find(leads) is { } count)
            {
                limits.Add(new(period, CapUnit.Leads, count));
            }

            if (money is not null && cap.Find(money) is { } amount)
            {
                limits.Add(new(period, CapUnit.Money, amount));
            }
        }

        if (limits.Count == 0)
        {
            cap.Mistake(Zone, "limits nothing, expected a number such as daily: 100");
        }

        var (when, name) = (cap.Get(When), cap.Get(Name));
        return new(limits.DrainToImmutable(), Zones.Find(cap.Get(Zone)!)!)
        {
            HasZone = cap.Has(Zone),
            When = when,
            Name = name,
            Tag = when is null ? Cap.Everything
                : name is not null ? "name:" + name
                : "when:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(when.Text)).AsSpan(0, 8)),
        };
    }

    private static string Span(CapPeriod period) => period switch
    {
        CapPeriod.Minutely => "in a minute",
        CapPeriod.Hourly => "in an hour",
        CapPeriod.Daily => "in a day",
        CapPeriod.Weekly => "in a week, from Monday",
        CapPeriod.Monthly => "in a month",
        _ => "at all",
    };
}
