#if AZURE_PACKAGES
using System.Diagnostics;
using System.Text.RegularExpressions;
using Azure.Identity;
using LeadDelivery.Functions.Stores;

namespace LeadDelivery.Functions.Tests.Stores;

/// <summary>The storage emulator, as npm gives it, in memory and on ports of its own; ended with the tests that use it.</summary>
public sealed partial class Azurite : IAsyncLifetime
{
    // The emulator's published key.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process process = new()
    {
        StartInfo = new ProcessStartInfo("npx")
        {
            ArgumentList =
            {
                "--yes", "azurite@3.35.0", "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        },
    };

    /// <summary>Clients of the emulator.</summary>
    public StorageClients Clients { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var ports = new Dictionary<string, string>();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? "") is not { Success: true } found)
                return;
            ports[found.Groups["service"].Value] = found.Groups["address"].Value;
            if (ports.ContainsKey("Blob") && ports.ContainsKey("Table"))
                ready.TrySetResult();
        };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        // The first use on a machine downloads it.
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(3));
        var connection = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={Key};"
            + $"BlobEndpoint={ports["Blob"]}/devstoreaccount1;TableEndpoint={ports["Table"]}/devstoreaccount1;";
        Clients = StorageClients.Of(
            new StorageSettings { EmulatorConnection = connection }, new DefaultAzureCredential(), new StorageRetryOptions());
    }

    public async Task DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"Azurite (?<service>\w+) service is successfully listening at (?<address>\S+)")]
    private static partial Regex Listening();
}
#endif
