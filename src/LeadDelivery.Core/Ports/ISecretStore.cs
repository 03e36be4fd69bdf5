namespace LeadDelivery.Core.Ports;

/// <summary>Where <c>${NAME}</c> in the configuration comes from: the environment, then Key Vault.</summary>
public interface ISecretStore
{
    /// <summary>The secret's value, or null when it is not defined.</summary>
    string? Find(string name);
}
