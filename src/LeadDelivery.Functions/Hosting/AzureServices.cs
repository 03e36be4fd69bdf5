using LeadDelivery.Core.Configuration;
using LeadDelivery.Functions.Scripts;
using LeadDelivery.Functions.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadDelivery.Functions.Hosting;

/// <summary>What the functions are given.</summary>
public static class AzureServices
{
    /// <summary>The secret with the 32 bytes that lead keys are encrypted under, Base64.</summary>
    public const string LeadKeySecret = "LEAD_KEY";

    /// <summary>Adds a worker over the account and the vault of the settings.</summary>
    public static IServiceCollection AddLeadDelivery(this IServiceCollection services, AzureOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<BoundClient>();
        services.AddSingleton<ApiPipeline>();
        services.AddSingleton(provider =>
        {
            var logs = provider.GetRequiredService<ILoggerFactory>();
            var time = provider.GetRequiredService<TimeProvider>();
            var clients = provider.GetRequiredService<BoundClient>();
            return new AzureHost(
                async cancellation => await Composition.OfAsync(options, await PortsAsync(options, time, cancellation), clients, logs, cancellation),
                time, logs.CreateLogger<AzureHost>());
        });
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<AzureHost>());
        return services;
    }

    private static async Task<AzurePorts> PortsAsync(AzureOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var credential = StorageClients.Credential();
        var retry = new StorageRetryOptions();
        var storage = StorageClients.Of(options.Storage, credential, retry);
        var drops = options.Drops is null ? storage : StorageClients.Of(options.Storage with { Blobs = options.Drops }, credential, retry);
        var secrets = new VaultSecrets(StorageClients.Secrets(options.Vault, credential, retry), new VaultSecretOptions(), time);
        var (records, values, keyTable, container, files) = (
            storage.Table("records"), storage.Container("values"), storage.Table("keys"), storage.Container(options.ConfigurationContainer),
            storage.Container("files"));
        await Task.WhenAll(
            records.CreateIfNotExistsAsync(cancellation), keyTable.CreateIfNotExistsAsync(cancellation),
            values.CreateIfNotExistsAsync(cancellationToken: cancellation), container.CreateIfNotExistsAsync(cancellationToken: cancellation),
            files.CreateIfNotExistsAsync(cancellationToken: cancellation));
        var store = new TableRecordStore(records, values, new TableRecordOptions(), time);
        var keys = new TableLeadKeys(keyTable, WrappingKey(options, secrets), new LeadKeyBlockOptions(), time);
        await keys.WarmAsync().WaitAsync(cancellation);
        var configuration = new BlobConfiguration(container);
        return new()
        {
            Records = store,
            Keys = keys,
            Secrets = secrets,
            Configuration = async token =>
            {
                var files = options.ConfigurationFolder is { } folder ? ConfigurationFolder.Read(folder) : await configuration.ReadAsync(token);
                await secrets.LoadAsync(files, token);
                return files;
            },
            Files = new BlobFileStore(files, storage.Links(time), new BlobFileOptions()),
            Drops = new BlobDrops(drops.Container, new BlobFileOptions()),
            SecretsChanged = secrets.RefreshAsync,
            SweepValues = store.SweepAsync,
            Scripts = ScribanTemplates.OfThisBuild(time),
            Time = time,
        };
    }

    private static byte[] WrappingKey(AzureOptions options, VaultSecrets secrets) => secrets.Find(LeadKeySecret) is { } text
        ? Convert.FromBase64String(text)
        : options.Storage.EmulatorConnection is not null
            ? []
            : throw new InvalidOperationException($"the vault has no secret {LeadKeySecret.Replace('_', '-')}, expected 32 bytes in Base64");
}
