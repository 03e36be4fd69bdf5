namespace LeadDelivery.Functions.Stores;

/// <summary>Where storage is. Names follow the settings of Azure Functions: <c>{name}__accountName</c> and the rest.</summary>
public sealed record StorageSettings
{
    private const string Emulator = "UseDevelopmentStorage=true";
    private const string EmulatorAccount = "AccountName=devstoreaccount1";

    /// <summary>The emulator's connection string; null in Azure.</summary>
    public string? EmulatorConnection { get; init; }

    /// <summary>The table service of the account.</summary>
    public Uri? Tables { get; init; }

    /// <summary>The blob service of the account.</summary>
    public Uri? Blobs { get; init; }

    /// <summary>
    /// Reads the settings that begin with a name: <c>{name}__accountName</c>, or <c>{name}__tableServiceUri</c> and
    /// <c>{name}__blobServiceUri</c>; or <c>{name}</c> itself, where it names the emulator.
    /// </summary>
    /// <param name="setting">A setting's value by its name, or null.</param>
    /// <exception cref="InvalidOperationException">There are none, or it is a connection string with an account's key.</exception>
    public static StorageSettings Read(string name, Func<string, string?> setting)
    {
        if (setting(name) is { Length: > 0 } connection)
        {
            return connection.StartsWith(Emulator, StringComparison.OrdinalIgnoreCase)
                || connection.Contains(EmulatorAccount, StringComparison.OrdinalIgnoreCase)
                ? new StorageSettings { EmulatorConnection = connection }
                : throw new InvalidOperationException(
                    $"The setting {name} is a connection string, which only the storage emulator is reached with. "
                    + $"Remove it and set {name}__accountName; the app's identity is let in by its roles.");
        }

        var account = setting($"{name}__accountName");
        var tables = setting($"{name}__tableServiceUri") ?? (account is null ? null : $"https://{account}.table.core.windows.net");
        var blobs = setting($"{name}__blobServiceUri") ?? (account is null ? null : $"https://{account}.blob.core.windows.net");
        return tables is null || blobs is null
            ? throw new InvalidOperationException(
                $"No storage account is set: set {name}__accountName, or both {name}__tableServiceUri and {name}__blobServiceUri.")
            : new StorageSettings { Tables = new Uri(tables), Blobs = new Uri(blobs) };
    }
}
