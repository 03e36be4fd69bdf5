using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>A lead of nobody, made from what a flow declares: to try a recipient with.</summary>
public static class SampleLead
{
    /// <summary>The source and flow of leads that no real one belongs to.</summary>
    public const string Nobody = "sample";

    private const string Text = "Sample";

    /// <summary>Longest text made to satisfy a least length.</summary>
    private const int LongestText = 10_000;

    /// <summary>The usual fields, for flows that declare none, and for recipients that read them undeclared.</summary>
    private static readonly ImmutableArray<(string Name, string Type)> Usual =
    [
        ("first_name", "text"), ("last_name", "text"), ("email", "email"), ("phone_1", "phone"), ("phone", "phone"), ("phone_2", "phone"),
        ("address", "text"), ("city", "text"), ("state", "state"), ("zip", "postal"), ("postal_code", "postal"), ("country", "country"),
        ("dob", "dob"), ("age", "integer"), ("ip_address", "ip"), ("ip", "ip"),
    ];

    /// <summary>
    /// The fields: each that the flow declares, in the middle of what its rule allows; then those that the recipient reads besides, by
    /// what their names usually mean, else as text.
    /// </summary>
    /// <param name="flow">Null for no flow in particular.</param>
    /// <param name="recipient">Null for a lead that fits any.</param>
    public static ValueObject Fields(Flow? flow, Recipient? recipient)
    {
        var fields = new List<KeyValuePair<string, Value>>();
        var rules = flow?.Accept.Fields ?? [];
        foreach (var rule in rules)
        {
            Put(fields, rule.Name.Split('.'), Of(rule));
        }

        var others = recipient is null ? Usual.Select(field => field.Name) : Reads(recipient);
        foreach (var name in others.Where(name => !rules.Any(rule => IsSame(rule.Name, name))))
        {
            var type = Usual.FirstOrDefault(field => field.Name == name).Type ?? "text";
            Put(fields, name.Split('.'), Of(new FieldRule(name, type, false, null, null)));
        }

        return ValueObject.From(fields);
    }

    /// <summary>What the templates of a recipient see of such a lead.</summary>
    internal static LeadScope Scope(Flow? flow, Recipient recipient)
    {
        var source = new Source { Id = Nobody, Name = Nobody, KeyHash = default };
        var of = flow ?? NoFlow(recipient);
        var lead = LeadIntake.Draft(
            new(Catalog.Empty, source, of, Fields(flow, recipient), false, null, default), Nobody, DateTimeOffset.UnixEpoch, LeadKey.None);
        return new LeadScope(lead, source, of, DateTimeOffset.UnixEpoch)
        {
            Recipient = recipient,
            DeliveryKey = LeadRecords.DeliveryKey(Nobody, 0, 1),
            Attempt = 1,
        };
    }

    /// <summary>A flow that does nothing but deliver to the recipient.</summary>
    public static Flow NoFlow(Recipient recipient)
    {
        var plan = new Deliver { Path = "plan", Recipient = recipient.Id };
        return new()
        {
            Id = Nobody,
            Name = Nobody,
            Plan = plan,
            Nodes = ImmutableDictionary<string, PlanNode>.Empty.Add(plan.Path, plan),
        };
    }

    private static bool IsSame(string declared, string read) =>
        declared == read || declared.StartsWith(read + ".", StringComparison.Ordinal)
        || read.StartsWith(declared + ".", StringComparison.Ordinal);

    private static IEnumerable<string> Reads(Recipient recipient)
    {
        const string Lead = "lead.";
        string[] metadata = ["id", "source", "flow", "timestamp", "received_at", "test", "length"];
        return new[] { recipient.Body, recipient.Endpoint?.Url, recipient.Price }.OfType<Template>().SelectMany(template => template.Paths)
            .Concat(recipient.Fields?.Paths ?? [])
            .Where(path => path.StartsWith(Lead, StringComparison.Ordinal)).Select(path => path[Lead.Length..])
            .Where(name => !metadata.Contains(name.Split('.')[^1])).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    private static Value Of(FieldRule rule) => !rule.Values.IsEmpty ? Value.Of(rule.Values[0]) : rule.Type switch
    {
        "email" => Value.Of("sample@example.com"),
        "phone" => Value.Of("2025550143"),
        "state" => Value.Of("CA"),
        "postal" => Value.Of("90210"),
        "country" => Value.Of("US"),
        "number" or "integer" or "money" => Value.Of(Within(rule, 100)),
        "range" => Value.Of("100-200"),
        "boolean" => Value.Of(true),
        "date" => Value.Of("2026-01-15"),
        "dob" => Value.Of($"{2026 - (int)Within(rule, 45)}-01-15"),
        "url" => Value.Of("https://www.example.com/"),
        "ip" => Value.Of("203.0.113.7"),
        "uuid" => Value.Of("7f3b2c1d-5a4e-4f6b-8c9d-0a1b2c3d4e5f"),
        "trustedform" => Value.Of("https://cert.trustedform.com/" + new string('0', 39) + "1"),
        "jornaya" => Value.Of("7F3B2C1D-5A4E-4F6B-8C9D-0A1B2C3D4E5F"),
        _ => Value.Of(Sized(rule)),
    };

    private static decimal Within(FieldRule rule, decimal usual) =>
        usual < rule.Min ? Math.Ceiling(rule.Min.Value) : usual > rule.Max ? Math.Floor(rule.Max.Value) : usual;

    private static string Sized(FieldRule rule)
    {
        var least = (int)Math.Clamp(rule.Min ?? 0, 0, LongestText);
        var most = (int)Math.Clamp(rule.Max ?? LongestText, 1, LongestText);
        var text = Text.Length >= least ? Text : Text.PadRight(least, 'x');
        return text.Length <= most ? text : text[..most];
    }

    private static void Put(List<KeyValuePair<string, Value>> fields, ReadOnlySpan<string> path, Value value)
    {
        var name = path[0];
        var at = fields.FindIndex(field => field.Key == name);
        if (path.Length > 1)
        {
            var inner = at >= 0 && fields[at].Value.Kind == ValueKind.Object ? fields[at].Value.AsObject.Members.ToList() : [];
            Put(inner, path[1..], value);
            value = Value.Of(ValueObject.From(inner));
        }

        if (at >= 0)
        {
            fields[at] = new(name, value);
        }
        else
        {
            fields.Add(new(name, value));
        }
    }
}
