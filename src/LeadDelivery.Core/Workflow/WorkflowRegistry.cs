using System.Text.Json;

namespace LeadDelivery.Core.Workflow;

/// <summary>How an activity is run.</summary>
public enum ActivityKind
{
    /// <summary>Has effects outside the store: starts only once its schedule is durable, and may be repeated after a crash.</summary>
    Effect,

    /// <summary>
    /// Touches the record store alone. The embedded engine may run it before its schedule is committed and commits
    /// schedule, writes and result at once: exactly once, and one commit less. On Azure it is an activity like others.
    /// </summary>
    Records,
}

/// <summary>A registered orchestration with its JSON already bound.</summary>
public sealed record RegisteredOrchestration(string Name, string Version, Func<IWorkflowContext, ReadOnlyMemory<byte>, Task<byte[]>> Run);

/// <summary>A registered activity with its JSON already bound.</summary>
public sealed record RegisteredActivity(
    string Name, ActivityKind Kind, Func<IActivityContext, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]>> Run);

/// <summary>The orchestrations and activities a host runs. Filled at start, then only read.</summary>
public sealed class WorkflowRegistry
{
    private readonly Dictionary<(string Name, string Version), RegisteredOrchestration> _orchestrations = [];
    private readonly Dictionary<string, RegisteredActivity> _activities = new(StringComparer.Ordinal);

    /// <summary>Everything registered.</summary>
    public IReadOnlyCollection<RegisteredOrchestration> Orchestrations => _orchestrations.Values;

    /// <summary>Everything registered.</summary>
    public IReadOnlyCollection<RegisteredActivity> Activities => _activities.Values;

    /// <summary>Adds an orchestration; a name and version may be added once.</summary>
    public WorkflowRegistry Add<TInput, TOutput>(
        Orchestration<TInput, TOutput> orchestration, Func<IWorkflowContext, TInput, Task<TOutput>> run)
    {
        _orchestrations.Add((orchestration.Name, orchestration.Version), new(orchestration.Name, orchestration.Version, async (context, input) =>
        {
            var value = JsonSerializer.Deserialize(input.Span, orchestration.Input)!;
            var output = await run(context, value);
            return JsonSerializer.SerializeToUtf8Bytes(output, orchestration.Output);
        }));
        return this;
    }

    /// <summary>Adds an activity; a name may be added once.</summary>
    public WorkflowRegistry Add<TInput, TOutput>(
        Activity<TInput, TOutput> activity, ActivityKind kind, Func<IActivityContext, TInput, CancellationToken, Task<TOutput>> run)
    {
        _activities.Add(activity.Name, new(activity.Name, kind, async (context, input, cancellation) =>
        {
            var value = JsonSerializer.Deserialize(input.Span, activity.Input)!;
            var output = await run(context, value, cancellation);
            return JsonSerializer.SerializeToUtf8Bytes(output, activity.Output);
        }));
        return this;
    }

    /// <summary>The orchestration of exactly that name and version, or null.</summary>
    public RegisteredOrchestration? FindOrchestration(string name, string version) => _orchestrations.GetValueOrDefault((name, version));

    /// <summary>The activity of exactly that name, or null.</summary>
    public RegisteredActivity? FindActivity(string name) => _activities.GetValueOrDefault(name);
}
