using LeadDelivery.Functions.Stores;

namespace LeadDelivery.Functions.Hosting;

/// <summary>What the app's settings say.</summary>
public sealed record AzureOptions
{
    /// <summary>The account of records and files.</summary>
    public required StorageSettings Storage { get; init; }

    /// <summary>The blob service of the account that buyers fetch files from; null: that of <see cref="Storage"/>.</summary>
    public Uri? Drops { get; init; }

    /// <summary>The mounted folder to which relative paths of <c>folder</c> destinations belong.</summary>
    public string DataFolder { get; init; } = "/mounts/leads";

    /// <summary>The vault's address; null for none.</summary>
    public string? Vault { get; init; }

    /// <summary>The container of the configuration.</summary>
    public string ConfigurationContainer { get; init; } = "configuration";

    /// <summary>The folder of the configuration, on a developer's machine; null: it is in the container.</summary>
    public string? ConfigurationFolder { get; init; }

    /// <summary>Whether recipients in private networks may be reached.</summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Where the app's own sandbox buyers answer; null: there are none.</summary>
    public Uri? Sandbox { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="setting">A setting's value by its name, or null.</param>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message names it.</exception>
    public static AzureOptions Read(Func<string, string?> setting)
    {
        var storage = setting("LEADDELIVERY_TABLES") is { Length: > 0 } tables && setting("LEADDELIVERY_BLOBS") is { Length: > 0 } blobs
            ? new StorageSettings { Tables = new(tables), Blobs = new(blobs) }
            : StorageSettings.Read("AzureWebJobsStorage", setting);
        var container = setting("LEADDELIVERY_CONFIG");
        return new()
        {
            Storage = storage,
            Drops = setting("LEADDELIVERY_DROPS") is { Length: > 0 } drops ? new(drops) : null,
            DataFolder = setting("LEADDELIVERY_DATA") is { Length: > 0 } folder ? folder : "/mounts/leads",
            Vault = setting("LEADDELIVERY_VAULT"),
            ConfigurationContainer = Uri.TryCreate(container, UriKind.Absolute, out var address)
                ? address.Segments[^1].Trim('/')
                : string.IsNullOrEmpty(container) ? "configuration" : container,
            ConfigurationFolder = Directory.Exists(container) ? container : null,
            AllowPrivateNetwork = setting("LEADDELIVERY_ALLOW_PRIVATE_NETWORK") == "1",
            Sandbox = setting("WEBSITE_HOSTNAME") is { Length: > 0 } host
                ? new Uri($"{(host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) ? "http" : "https")}://{host}/api")
                : null,
        };
    }
}
