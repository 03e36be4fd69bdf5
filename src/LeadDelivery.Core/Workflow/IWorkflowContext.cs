namespace LeadDelivery.Core.Workflow;

/// <summary>
/// What an orchestration may do. Its code is replayed from history, so it must be deterministic: everything that
/// could differ between two runs (time, ids, I/O) comes from here, and only tasks from here are awaited.
/// Both hosts implement it: the embedded engine and Durable Functions.
/// </summary>
public interface IWorkflowContext
{
    /// <summary>The instance's own id.</summary>
    string InstanceId { get; }

    /// <summary>The orchestration version this instance started with.</summary>
    string Version { get; }

    /// <summary>The time of the input that is being processed; never goes backwards within an instance.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>True while history is being replayed; for logging only.</summary>
    bool IsReplaying { get; }

    /// <summary>Runs an activity. Its failure is thrown as <see cref="ActivityFailedException"/>.</summary>
    Task<TOutput> CallAsync<TInput, TOutput>(Activity<TInput, TOutput> activity, TInput input, CallOptions? options = null);

    /// <summary>Runs another orchestration and awaits its result. A failure is thrown as <see cref="ActivityFailedException"/>.</summary>
    /// <param name="instanceId">The child's id; null for one derived from this instance.</param>
    Task<TOutput> ChildAsync<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input, string? instanceId = null);

    /// <summary>A durable timer. A time that has passed fires at once. Cancelling removes it and throws in the awaiter.</summary>
    Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancellation = default);

    /// <summary>
    /// The next event of that name. Events that came before the wait are kept for it; of two waiters the later one is served
    /// first, as in Durable Functions. Cancelling withdraws the wait.
    /// </summary>
    Task<T> WaitEventAsync<T>(WorkflowEvent<T> name, CancellationToken cancellation = default);

    /// <summary>Sends an event to another instance, once, after this decision is durable. An unknown instance is no error.</summary>
    void SendEvent<T>(string instanceId, WorkflowEvent<T> name, T payload);

    /// <summary>Short text for operators, ids only, read with the instance.</summary>
    void SetStatus(string status);

    /// <summary>Ends this run and starts the same instance over with a new input and an empty history; unread events are carried over.</summary>
    void ContinueAsNew<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input);

    /// <summary>A new id, the same on every replay.</summary>
    Guid NewGuid();
}

/// <summary>An activity or a child orchestration failed for good.</summary>
public sealed class ActivityFailedException(string name, string errorType, string message) : Exception(message)
{
    /// <summary>The name of what failed.</summary>
    public string Name { get; } = name;

    /// <summary>The type name of the original exception, or <c>Poison</c>, <c>Terminated</c>.</summary>
    public string ErrorType { get; } = errorType;
}
