using System.Collections.Concurrent;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Functions.Durable;

/// <summary>
/// Keeps a lane's concurrency within this worker: each worker counts for itself, so that a recipient gets at most its
/// <c>concurrency</c> times the number of workers.
/// </summary>
public sealed class LaneQueues(ILaneLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Waits for a place; where too many wait already, or it waits for too long, the place is outside of the lane and says so.</summary>
    public async ValueTask<Place> EnterAsync(string? lane, CancellationToken cancellation)
    {
        if (lane is null)
        {
            return default;
        }

        var entered = _lanes.GetOrAdd(lane, static _ => new());
        if (entered.TryEnter(limits.ConcurrencyOf(lane), limits.QueueOf(lane)) is not { } turn)
        {
            return new(null, isFull: true);
        }

        try
        {
            await turn.Task.WaitAsync(limits.PatienceOf(lane), time, cancellation);
        }
        catch (TimeoutException)
        {
            entered.GiveUp(turn);
            return new(null, isFull: false, isLate: true);
        }
        catch (OperationCanceledException)
        {
            entered.GiveUp(turn);
            throw;
        }

        return new(entered, isFull: false);
    }

    /// <summary>A place in a lane, given back when disposed.</summary>
    public readonly record struct Place : IDisposable
    {
        private readonly Lane? _lane;

        internal Place(Lane? lane, bool isFull, bool isLate = false) => (_lane, IsFull, IsLate) = (lane, isFull, isLate);

        /// <summary>The lane's queue was full: the call must not wait.</summary>
        public bool IsFull { get; }

        /// <summary>It waited for as long as it may: the call must not go on.</summary>
        public bool IsLate { get; }

        /// <inheritdoc/>
        public void Dispose() => _lane?.Leave();
    }

    internal sealed class Lane
    {
        private readonly Lock _lock = new();
        private readonly LinkedList<TaskCompletionSource> _waiting = new();
        private int _running;

        // Null: too many wait already.
        public TaskCompletionSource? TryEnter(int concurrency, int queue)
        {
            lock (_lock)
            {
                var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_running < concurrency && _waiting.Count == 0)
                {
                    _running++;
                    turn.SetResult();
                    return turn;
                }

                if (_waiting.Count >= queue)
                {
                    return null;
                }

                _waiting.AddLast(turn);
                return turn;
            }
        }

        public void GiveUp(TaskCompletionSource turn)
        {
            lock (_lock)
            {
                if (_waiting.Remove(turn))
                {
                    return;
                }
            }

            Leave();
        }

        public void Leave()
        {
            lock (_lock)
            {
                if (_waiting.First is { } next)
                {
                    _waiting.RemoveFirst();
                    next.Value.SetResult();
                }
                else
                {
                    _running--;
                }
            }
        }
    }
}
