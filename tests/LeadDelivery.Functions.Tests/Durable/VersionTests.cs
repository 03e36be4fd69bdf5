using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Functions.Durable;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>A deployment while instances wait: each goes on with the code that it was begun with.</summary>
public sealed class VersionTests
{
    private static readonly JsonTypeInfo<string> Text = Texts.Default.String;
    private static readonly Orchestration<string, string> First = new("Waits", "1", Text, Text);
    private static readonly Orchestration<string, string> Second = new("Waits", "2", Text, Text);
    private static readonly Activity<string, string> Work = new("Work", Text, Text);
    private static readonly WorkflowEvent<string> Go = new("go", Text);

    private readonly FakeStorage _storage = new();
    private readonly List<string> _worked = [];
    private OrchestrationRunner _deployed = null!;

    [Fact]
    public async Task Instance_that_waits_goes_on_with_its_version_when_the_next_is_the_default()
    {
        var hub = Hub();
        var client = Client(hub);
        Deploy(OldCode);
        await StartAsync(client, First, "old");
        await hub.StatusOf("old", "1 waits");

        Deploy(OldCode, NewCode);
        await StartAsync(client, Second, "new");
        await hub.StatusOf("new", "2 waits");
        foreach (var instance in new[] { "old", "new" })
        {
            Assert.True(await client.RaiseEventAsync(instance, "e1", "go", "\"on\""u8.ToArray(), CancellationToken.None));
        }

        Assert.Equal("done by 1", (await hub.EndOf("old")).GetString());
        Assert.Equal("done by 2", (await hub.EndOf("new")).GetString());
        Assert.Equal(["1 after", "1 before", "2 before"], _worked.Order());
    }

    [Fact]
    public async Task Instance_without_a_stamp_runs_the_newest_code()
    {
        var hub = Hub();
        Deploy(OldCode, NewCode);

        await hub.ScheduleNewOrchestrationInstanceAsync(
            "Waits", JsonDocument.Parse("\"x\"").RootElement, new Microsoft.DurableTask.StartOrchestrationOptions("by-hand"), CancellationToken.None);

        await hub.StatusOf("by-hand", "2 waits");
    }

    [Fact]
    public async Task Instance_whose_code_is_gone_fails_with_a_status_that_says_so()
    {
        var hub = Hub();
        var client = Client(hub);
        Deploy(OldCode);
        await StartAsync(client, First, "old");
        await hub.StatusOf("old", "1 waits");

        Deploy(NewCode);
        await client.RaiseEventAsync("old", "e1", "go", "\"on\""u8.ToArray(), CancellationToken.None);

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => hub.EndOf("old"));
        Assert.Contains("keep the code of a version until its last instance has ended", failed.Message, StringComparison.Ordinal);
        var state = await client.GetAsync("old", CancellationToken.None);
        Assert.Equal((InstanceStatus.Failed, "no code of Waits version 1 in this deployment"), (state!.Status, state.CustomStatus));
        Assert.Equal(["1 before"], _worked);
    }

    [Fact]
    public async Task Lead_whose_workflow_s_code_is_gone_ends_in_error_and_is_told_with_the_version()
    {
        await using var worker = await Worker.StartAsync("a", null, Worker.Recipient("a", "/yes"));
        worker.Hub.Stamped = _ => "0";
        var lead = await worker.SubmitAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.Hub.EndOf(lead));

        await worker.System.Broken.EndAsync(CancellationToken.None);

        Assert.Equal("error : ", await worker.TellAsync(lead));
        var (_, alerts) = await worker.CallAsync("GET", "/api/alerts?kind=workflow_failed");
        Assert.Contains(
            "no code of DeliverLead version 0 in this deployment",
            Assert.Single(alerts.GetProperty("alerts").EnumerateArray()).GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Empty(worker.Requests);
    }

    private static async Task<string> OldCode(IWorkflowContext context, string input)
    {
        await context.CallAsync(Work, "1 before");
        context.SetStatus("1 waits");
        await context.WaitEventAsync(Go);
        await context.CallAsync(Work, "1 after");
        return "done by " + context.Version;
    }

    private static async Task<string> NewCode(IWorkflowContext context, string input)
    {
        await context.CallAsync(Work, "2 before");
        context.SetStatus("2 waits");
        await context.WaitEventAsync(Go);
        return "done by " + context.Version;
    }

    private void Deploy(params Func<IWorkflowContext, string, Task<string>>[] codes)
    {
        var registry = new WorkflowRegistry();
        foreach (var code in codes)
        {
            registry.Add(code == (Func<IWorkflowContext, string, Task<string>>)OldCode ? First : Second, code);
        }

        _deployed = new(registry);
    }

    private TaskHub Hub() => new(
        context => _deployed.RunAsync(context.Name, context),
        (_, call) =>
        {
            lock (_worked)
            {
                _worked.Add(call.GetProperty("input").GetString()!);
            }

            return Task.FromResult(call.GetProperty("input"));
        },
        DateTimeOffset.UnixEpoch);

    private DurableWorkflowClient Client(TaskHub hub) => new(
        () => hub, new TableRecordStore(_storage.Table("records"), _storage.Container("values"), new TableRecordOptions(), TimeProvider.System), TimeProvider.System);

    private static async Task StartAsync(DurableWorkflowClient client, Orchestration<string, string> code, string instance) => Assert.Equal(
        StartOutcome.Started,
        (await client.StartAsync(new(code.Name, code.Version, instance, "\"x\""u8.ToArray(), []), CancellationToken.None)).Outcome);
}

/// <summary>JSON of texts.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class Texts : System.Text.Json.Serialization.JsonSerializerContext;
