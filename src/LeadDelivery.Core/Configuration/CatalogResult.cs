using System.Collections.Immutable;

namespace LeadDelivery.Core.Configuration;

/// <summary>What loading came to.</summary>
/// <param name="Catalog">The catalog; null when there is any mistake.</param>
/// <param name="Mistakes">Every mistake of every file, by file and line.</param>
public sealed record CatalogResult(Catalog? Catalog, ImmutableArray<Mistake> Mistakes)
{
    /// <summary>What is probably not meant, by file and line; the configuration is good all the same.</summary>
    public ImmutableArray<Mistake> Warnings { get; init; } = [];
}
