using System.Collections.Frozen;
using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;

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

    private const string Renamed = "fields";

    private readonly FrozenSet<string> _known;

    private FlowFields(string flow, IReadOnlyList<string> declared, IEnumerable<string> renamed)
    {
        Flow = flow;
        Declared = declared;
        _known = Always.Concat(Declared).Concat(renamed).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The flow's id.</summary>
    public string Flow { get; }

    /// <summary>The names under <c>accept.fields</c>.</summary>
    public IReadOnlyList<string> Declared { get; }

    /// <summary>
    /// Those of a flow, also of one with mistakes; null where it declares none, so that nothing can be said of its leads.
    /// </summary>
    public static FlowFields? Of(ReadFile flow, FolderFiles<Source> sources)
    {
        var declared = flow is LoadedFile<Flow> good ? [.. good.Value.Accept.Fields.Select(field => field.Name)]
            : Entries(flow.At("accept", "fields")).Select(entry => entry.Key).ToList();
        var renamed = sources.Good.Where(source => source.Value.Flows?.Contains(flow.Id) != false)
            .SelectMany(source => source.Value.Fields.Values)
            .Concat(sources.Faulty.SelectMany(Renames));
        return declared.Count == 0 ? null : new(flow.Id, declared, renamed);
    }

    /// <summary>Whether it is known what sources rename fields to, also those with mistakes.</summary>
    public static bool IsKnown(FolderFiles<Source> sources) =>
        !sources.HasLost && sources.Faulty.All(source => source.At(Renamed) is YamlMap
            || (source.Node as YamlMap)?.Entries.All(entry => Suggestion.Near(entry.Key, [Renamed]) is null) == true);

    // It may send to any flow: that key may be the one that is wrong.
    private static IEnumerable<string> Renames(ReadFile source) =>
        Entries(source.At(Renamed)).Select(entry => entry.Value).OfType<YamlScalar>().Select(name => name.Text);

    private static ImmutableArray<YamlEntry> Entries(YamlNode? node) => node is YamlMap map ? map.Entries : [];

    /// <summary>True for a known name, one of its members (<c>address.city</c> of <c>address</c>), an object of known members.</summary>
    public bool Has(string path) =>
        _known.Contains(path) || _known.Any(name => IsWithin(path, name) || IsWithin(name, path) || IsWithin(path, name + ".length"));

    private static bool IsWithin(string path, string name) =>
        path.Length > name.Length && path[name.Length] == '.' && path.StartsWith(name, StringComparison.Ordinal);
}
