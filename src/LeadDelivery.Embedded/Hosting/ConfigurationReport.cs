using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>Loads a configuration's folder, or says what is wrong with it.</summary>
internal static class ConfigurationReport
{
    /// <summary>The catalog with its files, or null after every mistake was written, under the folder's name.</summary>
    public static (ConfigurationFiles Files, Catalog Catalog)? Load(string folder, TextWriter errors)
    {
        var files = ConfigurationFolder.Read(folder);
        var result = CatalogLoader.Load(files, new EnvironmentSecrets());
        foreach (var mistake in result.Mistakes)
        {
            errors.WriteLine(mistake);
        }

        foreach (var warning in result.Catalog is { } read ? CertificateWarnings.Of(read, DateTimeOffset.UtcNow) : [])
        {
            errors.WriteLine(warning);
        }

        return result.Catalog is { } catalog ? (files, catalog) : null;
    }
}
