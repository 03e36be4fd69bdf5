using BenchmarkDotNet.Attributes;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Bench.Micro;

/// <summary>From files to a checked and compiled configuration. Target: 1,000 recipients under 1 s.</summary>
public class CatalogBench
{
    private readonly ConfigurationFiles _files = Sample.Files(1000);

    /// <summary>1,000 recipients of 20 fields each.</summary>
    [Benchmark]
    public CatalogResult Thousand() => CatalogLoader.Load(_files, Sample.Secrets);
}
