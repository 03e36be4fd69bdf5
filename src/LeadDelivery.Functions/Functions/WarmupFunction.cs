using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace LeadDelivery.Functions.Functions;

/// <summary>Runs on a worker that is added to others, before it gets requests; a worker that starts alone has none.</summary>
public sealed class WarmupFunction(AzureHost host, ApiPipeline api)
{
    /// <summary>Waits until the configuration is loaded and the stores are open, and answers one request for nobody.</summary>
    [Function("Warmup")]
    public async Task RunAsync([WarmupTrigger] object context, CancellationToken cancellation)
    {
        await host.Running.WaitAsync(cancellation);
        await api.RehearseAsync(cancellation);
    }
}
