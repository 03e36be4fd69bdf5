using System.Collections.Frozen;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>The reading of a whole configuration: what all its files share.</summary>
internal sealed class CatalogReading(ISecretStore secrets, IReadOnlySet<string> flows, IReadOnlySet<string> recipients)
{
    private readonly Dictionary<string, string?> _found = new(StringComparer.Ordinal);

    /// <summary>Ids of all flows, also of those with mistakes: a mistake in one file is not repeated for those that refer to it.</summary>
    public IReadOnlySet<string> Flows => flows;

    /// <summary>Ids of all recipients, also of those with mistakes.</summary>
    public IReadOnlySet<string> Recipients => recipients;

    /// <summary>Paths of files that are there and could not be read.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>The compiled files of <c>schemas/</c> by name; null for one with mistakes.</summary>
    public IReadOnlyDictionary<string, BodySchema?> Schemas { get; set; } = FrozenDictionary<string, BodySchema?>.Empty;

    /// <summary>What reads <c>$scriban</c>; null in a build without it.</summary>
    public IScriptTemplates? Scripts { get; init; }

    /// <summary>Mistakes found so far.</summary>
    public List<Mistake> Mistakes { get; } = [];

    /// <summary>Values that must not be shown.</summary>
    public HashSet<string> SecretValues { get; } = new(StringComparer.Ordinal);

    /// <summary>The secret of that name, asked for once per loading; null when it is not defined or empty.</summary>
    public string? Secret(string name)
    {
        if (!_found.TryGetValue(name, out var value))
        {
            value = secrets.Find(name) is { Length: > 0 } defined ? defined : null;
            _found.Add(name, value);
            if (value is not null)
            {
                SecretValues.Add(value);
            }
        }

        return value;
    }
}
