using LeadDelivery.Core.Ports;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>Secrets from the environment. Read at each look, so that a changed configuration finds what the process was given.</summary>
internal sealed class EnvironmentSecrets : ISecretStore
{
    /// <inheritdoc/>
    public string? Find(string name) => Environment.GetEnvironmentVariable(name);
}
