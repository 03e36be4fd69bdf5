using LeadDelivery.Core.Configuration;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Running;

/// <summary>All versions of a world's configuration, of which one is in force: they outlive every process, as a folder and its versions do.</summary>
internal sealed class WorldCatalogs : ICatalogs
{
    private readonly List<Catalog> _inOrder = [];
    private readonly Dictionary<string, (Catalog Catalog, World World)> _versions = new(StringComparer.Ordinal);

    public WorldCatalogs(World world)
    {
        foreach (var version in world.Versions)
        {
            var catalog = WorldCatalog.Of(version);
            _inOrder.Add(catalog);
            _versions[catalog.Version] = (catalog, version);
        }

        Current = _inOrder[0];
    }

    /// <inheritdoc/>
    public Catalog Current { get; private set; }

    /// <inheritdoc/>
    public Catalog Version(string version) => _versions[version].Catalog;

    /// <summary>The world as that version has it.</summary>
    public World WorldOf(string version) => _versions[version].World;

    /// <summary>Another version comes into force.</summary>
    /// <param name="number">Its place, from 0.</param>
    public void Put(int number) => Current = _inOrder[number];
}
