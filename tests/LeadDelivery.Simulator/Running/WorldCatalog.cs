using System.Collections.Concurrent;
using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Running;

/// <summary>
/// A world's configuration, compiled. Compiling a recipient takes longer than simulating a world, so recipients of one text are compiled
/// once; of every 50 worlds one is loaded as a whole, as an operator's folder would be.
/// </summary>
internal static class WorldCatalog
{
    private const int WholeEvery = 50;

    private static readonly ConcurrentDictionary<string, Recipient> Compiled = new(StringComparer.Ordinal);

    public static Catalog Of(World world)
    {
        var files = WorldText.Files(world);
        if (world.Seed % WholeEvery == 0)
        {
            return Load(files);
        }

        var catalog = Load(WorldText.FilesOfFlow(world));
        return catalog with
        {
            Version = files.Version,
            Recipients = world.Buyers.ToImmutableDictionary(
                buyer => buyer.Id, buyer => Named(Recipient(buyer), buyer), StringComparer.Ordinal),
        };
    }

    private static Recipient Named(Recipient recipient, BuyerSpec buyer) => recipient with
    {
        Id = buyer.Id,
        Name = buyer.Id,
        Backup = buyer.Backup,
        Review = recipient.Review is null ? null : new(buyer.Approve),
    };

    private static Recipient Recipient(BuyerSpec buyer) => Compiled.GetOrAdd(
        WorldText.Recipient(buyer), text => Load(ConfigurationFiles.Of(Alone(text))).Recipients["any"]);

    private static ConfigurationFile[] Alone(string text) => text.StartsWith("type: batch", StringComparison.Ordinal)
        ? [new("recipients/any.yaml", text), new("batches/any.yaml", WorldText.Batch(new("any")))]
        : [new("recipients/any.yaml", text)];

    private static Catalog Load(ConfigurationFiles files)
    {
        var loaded = CatalogLoader.Load(files, new EnvironmentSecrets());
        return loaded.Catalog ?? throw new WrongWorldException(
            "The world's configuration is wrong:\n" + string.Join('\n', loaded.Mistakes) + "\n"
            + string.Join('\n', files.Items.Select(file => $"--- {file.Path}\n{file.Text}")));
    }
}

/// <summary>A world that no configuration can describe: the generator's fault, or a step too far of the shrinker.</summary>
internal sealed class WrongWorldException(string message) : Exception(message);
