using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Checks;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>The reading of one file: what it is called, what it may refer to, what was found wrong.</summary>
internal sealed class DocumentReading(string file, string id, CatalogReading catalog)
{
    private readonly ImmutableDictionary<string, PlanNode>.Builder _nodes = ImmutableDictionary.CreateBuilder<string, PlanNode>();

    /// <summary>The file's name without extension.</summary>
    public string Id => id;

    /// <summary>What is known of all files.</summary>
    public CatalogReading Catalog => catalog;

    /// <summary>The file's path within the configuration's folder.</summary>
    public string File => file;

    /// <summary>What the expressions and templates of this file read, in its order.</summary>
    public List<PathUse> Uses { get; } = [];

    /// <summary>Key paths of the texts that are secret by their place, also where they are written out.</summary>
    public HashSet<string> SecretPlaces { get; } = new(StringComparer.Ordinal);

    /// <summary>How many mistakes were reported in this file.</summary>
    public int Mistakes { get; private set; }

    /// <summary>The plan nodes read so far, by path.</summary>
    public ImmutableDictionary<string, PlanNode> Nodes => _nodes.ToImmutable();

    /// <summary>Reports a mistake in this file.</summary>
    public void Mistake(int line, string path, string message)
    {
        Mistakes++;
        catalog.Mistakes.Add(new Mistake(file, line, path, message));
    }

    /// <summary>Keeps a plan node that was read.</summary>
    public void Add(PlanNode node) => _nodes[node.Path] = node;
}
