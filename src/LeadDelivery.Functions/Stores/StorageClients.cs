using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Blobs;

namespace LeadDelivery.Functions.Stores;

/// <summary>How the clients repeat requests that were throttled (429, 503), failed (408, 500, 502, 504) or got no answer.</summary>
public sealed record StorageRetryOptions
{
    /// <summary>
    /// Repetitions of one request, 6: with the delays below some 13 s, longer than a partition takes to move to another server.
    /// </summary>
    public int Retries { get; init; } = 6;

    /// <summary>The first delay, 200 ms; each is twice the one before, and a time that the service names goes before it.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest delay, 10 s: a lead waits no longer for a service that has recovered.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one request may take without an answer, 20 s: the services end a table request after 30 s themselves.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Sets a client's options.</summary>
    public T Apply<T>(T client)
        where T : ClientOptions
    {
        client.Retry.Mode = RetryMode.Exponential;
        client.Retry.MaxRetries = Retries;
        client.Retry.Delay = Delay;
        client.Retry.MaxDelay = MaxDelay;
        client.Retry.NetworkTimeout = NetworkTimeout;
        return client;
    }
}

/// <summary>
/// Makes the clients of storage and Key Vault: in Azure with the app's identity, to the emulator with its connection string. Making them
/// sends nothing.
/// </summary>
public sealed class StorageClients
{
    private readonly TableServiceClient tables;
    private readonly BlobServiceClient blobs;
    private readonly bool isEmulator;

    private StorageClients(TableServiceClient tables, BlobServiceClient blobs, bool isEmulator) =>
        (this.tables, this.blobs, this.isEmulator) = (tables, blobs, isEmulator);

    /// <summary>The clients of an account.</summary>
    /// <param name="credential">One for all clients, see <see cref="Credential"/>: it keeps the tokens.</param>
    public static StorageClients Of(StorageSettings settings, TokenCredential credential, StorageRetryOptions retry)
    {
        var tableOptions = retry.Apply(new TableClientOptions());
        var blobOptions = retry.Apply(new BlobClientOptions());
        return settings.EmulatorConnection is { } emulator
            ? new(new TableServiceClient(emulator, tableOptions), new BlobServiceClient(emulator, blobOptions), isEmulator: true)
            : new(
                new TableServiceClient(settings.Tables, credential, tableOptions),
                new BlobServiceClient(settings.Blobs, credential, blobOptions),
                isEmulator: false);
    }

    /// <summary>The app's identity: a managed one in Azure, a developer's own at home; never a browser's window.</summary>
    public static TokenCredential Credential() =>
        new DefaultAzureCredential(new DefaultAzureCredentialOptions { ExcludeInteractiveBrowserCredential = true });

    /// <summary>The vault's secrets, or null where no vault is set.</summary>
    public static SecretClient? Secrets(string? vaultUri, TokenCredential credential, StorageRetryOptions retry) =>
        string.IsNullOrEmpty(vaultUri) ? null : new SecretClient(new Uri(vaultUri), credential, retry.Apply(new SecretClientOptions()));

    /// <summary>A table.</summary>
    public TableClient Table(string name) => tables.GetTableClient(name);

    /// <summary>A container.</summary>
    public BlobContainerClient Container(string name) => blobs.GetBlobContainerClient(name);

    /// <summary>What signs links to files.</summary>
    public DownloadLinks Links(TimeProvider time) => new(isEmulator ? null : blobs, time);
}
