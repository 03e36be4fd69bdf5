namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// Queues the continuations of one orchestration and runs them on the pump, inside an episode. One that arrives from
/// another thread comes from something that is not durable: it is reported and never run.
/// </summary>
internal sealed class EpisodeSynchronization(WorkflowContext owner) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new(0);

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (owner.ExecutesHere)
            _ready.Enqueue((d, state));
        else
            owner.ReportForeign("a continuation of something that is not a durable task");
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    public void Drain()
    {
        while (_ready.TryDequeue(out var next))
            next.Callback(next.State);
    }
}
