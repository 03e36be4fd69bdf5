using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Configuration;

/// <summary>Secrets from environment variables; a name with '-' is also looked for with '_'.</summary>
public sealed class EnvironmentSecrets : ISecretStore
{
    /// <inheritdoc/>
    public string? Find(string name) =>
        Environment.GetEnvironmentVariable(name) ?? Environment.GetEnvironmentVariable(name.Replace('-', '_'));
}
