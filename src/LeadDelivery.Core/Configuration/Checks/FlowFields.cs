using System.Collections.Frozen;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>The names that leads of one flow are known to have: declared, renamed to by its sources, or always there.</summary>
internal sealed class FlowFields
{
    /// <summary>Of every lead: its metadata, and what intake recognizes as certificates.</summary>
    private static readonly string[] Always =
    [
        "id", "source", "flow", "timestamp", "received_at", "test",
        "trustedform_cert_url", "trustedform_ping_url", "jornaya_lead_id",
    ];

    private readonly FrozenSet<string> _known;

    private FlowFields(Flow flow, IEnumerable<string> renamed)
    {
        Flow = flow.Id;
        Declared = [.. flow.Accept.Fields.Select(field => field.Name)];
        _known = Always.Concat(Declared).Concat(renamed).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The flow's id.</summary>
    public string Flow { get; }

    /// <summary>The names under <c>accept.fields</c>.</summary>
    public IReadOnlyList<string> Declared { get; }

    /// <summary>Those of a flow; null where it declares none, so that nothing can be said of its leads.</summary>
    public static FlowFields? Of(Flow flow, IEnumerable<Source> sources) => flow.Accept.Fields.IsEmpty
        ? null
        : new(flow, sources.Where(s => s.Flows?.Contains(flow.Id) != false).SelectMany(s => s.Fields.Values));

    /// <summary>True for a known name, one of its members (<c>address.city</c> of <c>address</c>), an object of known members.</summary>
    public bool Has(string path) =>
        _known.Contains(path) || _known.Any(name => IsWithin(path, name) || IsWithin(name, path) || IsWithin(path, name + ".length"));

    private static bool IsWithin(string path, string name) =>
        path.Length > name.Length && path[name.Length] == '.' && path.StartsWith(name, StringComparison.Ordinal);
}
