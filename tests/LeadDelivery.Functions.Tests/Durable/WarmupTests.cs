using LeadDelivery.Functions.Functions;
using LeadDelivery.Functions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>A worker that is added to others is ready before it gets requests.</summary>
public sealed class WarmupTests
{
    [Fact]
    public async Task Warm_up_waits_until_the_worker_is_composed_and_answers_a_request_for_nobody()
    {
        await using var worker = await Worker.StartAsync("a", null, Worker.Recipient("a", "/yes"));
        var composed = new TaskCompletionSource<Composition>();
        using var host = new AzureHost(_ => composed.Task, TimeProvider.System, NullLogger<AzureHost>.Instance);
        await host.StartAsync(CancellationToken.None);
        var warm = new WarmupFunction(host, new ApiPipeline(host, new BoundClient())).RunAsync(new(), CancellationToken.None);
        Assert.False(warm.IsCompleted);

        composed.SetResult(worker.Composition);
        await warm.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(host.Running.IsCompletedSuccessfully);
        Assert.Empty(worker.Requests);
        await host.StopAsync(CancellationToken.None);
    }
}
