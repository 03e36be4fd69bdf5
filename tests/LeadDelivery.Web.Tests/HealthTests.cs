using LeadDelivery.Web.Api;

namespace LeadDelivery.Web.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Live_answers_even_while_stopping_and_ready_no_longer()
    {
        await using var host = await FakeHost.StartAsync();
        using var ready = await host.Client.GetAsync("/health/ready");
        host.State.BeginStop();
        using var live = await host.Client.GetAsync("/health/live");
        using var stopping = await host.Client.GetAsync("/health/ready");

        Assert.Equal("""{"status":"ready"}""", await ready.Content.ReadAsStringAsync());
        Assert.Equal("""{"status":"live"}""", await live.Content.ReadAsStringAsync());
        Assert.Equal(503, (int)stopping.StatusCode);
        Assert.Equal("""{"status":"not ready","obstacles":["stopping"]}""", await stopping.Content.ReadAsStringAsync());
    }

    [Fact]
    public void Host_is_ready_once_started_and_without_obstacles()
    {
        var obstacles = new List<string>();
        using var state = new HostState { Obstacles = () => obstacles };

        Assert.Equal(["starting"], state.NotReady());
        state.Started();
        Assert.Empty(state.NotReady());
        obstacles.Add("the disk is nearly full");
        Assert.Equal(["the disk is nearly full"], state.NotReady());
        state.BeginStop();
        Assert.Equal(["stopping"], state.NotReady());
    }
}
