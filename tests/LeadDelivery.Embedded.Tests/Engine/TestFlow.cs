using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>Definitions that tests put together: one orchestration, one effect, one record activity.</summary>
internal static class TestFlow
{
    public static readonly Orchestration<string, string> Main = new("Main", "1", Shapes.Default.String, Shapes.Default.String);

    public static readonly Orchestration<string, string> Child = new("Child", "1", Shapes.Default.String, Shapes.Default.String);

    public static readonly Activity<string, string> Effect = new("Effect", Shapes.Default.String, Shapes.Default.String);

    public static readonly Activity<string, string> Other = new("Other", Shapes.Default.String, Shapes.Default.String);

    public static readonly Activity<string, string> Record = new("Record", Shapes.Default.String, Shapes.Default.String);

    public static readonly WorkflowEvent<string> Go = new("Go", Shapes.Default.String);

    public static readonly WorkflowEvent<string> Done = new("Done", Shapes.Default.String);

    public static WorkflowRegistry Registry(Func<IWorkflowContext, string, Task<string>> main) => new WorkflowRegistry().Add(Main, main);

    /// <summary>An effect that answers at once with what it was given.</summary>
    public static WorkflowRegistry WithEcho(this WorkflowRegistry registry, List<string>? calls = null) =>
        registry.Add(Effect, ActivityKind.Effect, (context, input, _) =>
        {
            if (calls is not null)
            {
                lock (calls)
                    calls.Add(input);
            }
            return Task.FromResult(input);
        });
}
