using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

/// <summary>Schemes as they are read from a recipient's file.</summary>
internal static class AuthReading
{
    private const string Endpoint = "endpoint: { url: https://b.example/ }\n";

    /// <summary>The scheme under <c>auth:</c>; <c>${KEY}</c> stands for <paramref name="key"/>.</summary>
    public static AuthScheme Scheme(string yaml, string key = "unused") =>
        Load($"auth:\n{Indented(yaml)}\n", key) is { Catalog: { } catalog } ? catalog.Recipients["r"].Auth.Single()
            : throw new ArgumentException(string.Join("; ", Mistakes(yaml, key)));

    /// <summary>What is wrong with the scheme under <c>auth:</c>, without file and line.</summary>
    public static string[] Mistakes(string yaml, string key = "unused") => MistakesOf($"auth:\n{Indented(yaml)}\n", key);

    /// <summary>What is wrong with these further keys of a recipient, without file and line.</summary>
    public static string[] MistakesOf(string yaml, string key = "unused") =>
        [.. Load(yaml, key).Mistakes.Select(mistake => $"{mistake.Path}: {mistake.Message}")];

    /// <summary>A recipient with these further keys.</summary>
    public static CatalogResult Load(string yaml, string key = "unused") => CatalogLoader.Load(
        ConfigurationFiles.Of(("recipients/r.yaml", yaml.Contains("endpoint:", StringComparison.Ordinal) ? yaml : Endpoint + yaml)),
        new OneSecret(key));

    private static string Indented(string yaml) => string.Join('\n', yaml.Split('\n').Select(line => "  " + line));

    private sealed class OneSecret(string value) : ISecretStore
    {
        public string? Find(string name) => name == "KEY" ? value : null;
    }
}
