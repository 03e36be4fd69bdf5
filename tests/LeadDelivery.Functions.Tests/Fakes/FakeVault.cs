using System.Collections.Concurrent;
using Azure;
using Azure.Security.KeyVault.Secrets;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>A vault in memory.</summary>
public sealed class FakeVault : SecretClient
{
    private readonly ConcurrentDictionary<string, string> secrets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The status that every request is answered with, or null.</summary>
    public (int Status, string Code)? Fault { get; set; }

    /// <summary>The names that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public string this[string name]
    {
        set => secrets[name] = value;
    }

    public override Task<Response<KeyVaultSecret>> GetSecretAsync(
        string name, string? version = null, SecretContentType? outContentType = null, CancellationToken cancellationToken = default) =>
        FindAsync(name);

    public override Task<Response<KeyVaultSecret>> GetSecretAsync(string name, string? version, CancellationToken cancellationToken) =>
        FindAsync(name);

    public override Response<KeyVaultSecret> GetSecret(
        string name, string? version = null, SecretContentType? outContentType = null, CancellationToken cancellationToken = default) =>
        Find(name);

    public override Response<KeyVaultSecret> GetSecret(string name, string? version, CancellationToken cancellationToken) => Find(name);

    private async Task<Response<KeyVaultSecret>> FindAsync(string name)
    {
        await Task.Yield();
        return Find(name);
    }

    private Response<KeyVaultSecret> Find(string name)
    {
        Asked.Enqueue(name);
        if (Fault is var (status, code))
            throw FakePipeline.Failure(status, code);
        return secrets.TryGetValue(name, out var value)
            ? FakeResponse.Of(new KeyVaultSecret(name, value))
            : throw FakePipeline.Failure(404, "SecretNotFound");
    }
}
