namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>The one thread that an orchestrator may run on: what its code posts is run in turn, and what came from elsewhere is a mistake.</summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Awaits that left the thread.</summary>
    public int Strays { get; private set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Strays++;
        }

        lock (_posted)
        {
            _posted.Enqueue((d, state));
        }
    }

    /// <summary>Runs a step and all that it posts.</summary>
    public void Run(Action step)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            step();
            while (TryNext(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private bool TryNext(out (SendOrPostCallback Callback, object? State) next)
    {
        lock (_posted)
        {
            return _posted.TryDequeue(out next);
        }
    }
}
