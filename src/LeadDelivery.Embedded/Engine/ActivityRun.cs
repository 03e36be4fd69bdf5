using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;

namespace LeadDelivery.Embedded.Engine;

/// <summary>What one run of an activity came to.</summary>
/// <param name="IfRefused">What gives back what it took in memory, should its instance be refused.</param>
internal readonly record struct ActivityOutcome(
    HistoryEvent Event, PendingRecords Writes, IReadOnlyList<Action>? AfterCommit, bool Aborted, IReadOnlyList<Action>? IfRefused = null);

/// <summary>Runs activities on the thread pool, and is what they see of the engine.</summary>
internal sealed class ActivityRunner(IRecordStore store, SoonWrites soon, ILogger logger, CancellationToken stopping)
{
    /// <summary>Runs it once. Never throws: what the activity throws becomes its failure, without a message that might quote data.</summary>
    public async Task<ActivityOutcome> RunAsync(
        RegisteredActivity activity, string instanceId, int task, ReadOnlyMemory<byte> input, bool mayBeRepeat, PendingRecords writes,
        object owner, bool laneIsFull = false, bool laneIsLate = false)
    {
        var context = new Context(instanceId, task, mayBeRepeat, activity.Name, store, soon, logger, writes, owner)
        {
            LaneIsFull = laneIsFull,
            LaneIsLate = laneIsLate,
        };
        try
        {
            var output = await activity.Run(context, input, stopping);
            context.TakeSoon();
            return new(HistoryEvent.Input(HistoryKind.TaskCompleted, task, 0, null, null, output), writes, context.Actions, false, context.Refusals);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            context.WriteSoonNow();
            return new(default, writes, null, true);
        }
        catch (ActivityFailedException failed)
        {
            return Failed(context, task, failed.ErrorType, failed.Message);
        }
        catch (Exception error)
        {
            EngineLog.ActivityThrew(logger, activity.Name, instanceId, task, error);
            return Failed(context, task, error.GetType().Name, "failed by an exception; the log has it");
        }
    }

    private static ActivityOutcome Failed(Context context, int task, string type, string message)
    {
        context.Close();
        context.WriteSoonNow();
        return new(HistoryEvent.Input(HistoryKind.TaskFailed, task, 0, type, message, default), new(), null, false, context.Refusals);
    }

    private sealed class Context(
        string instanceId, int task, bool mayBeRepeat, string name, IRecordStore store, SoonWrites soon, ILogger logger, PendingRecords writes,
        object owner) : IActivityContext
    {
        private IRecordStore? _records;
        private List<Action>? _actions;
        private List<Action>? _refusals;
        private List<SoonWrites.Held>? _soon;
        private bool _closed;

        public string InstanceId => instanceId;

        public int TaskId => task;

        public bool MayBeRepeat => mayBeRepeat;

        public bool LaneIsFull { get; init; }

        public bool LaneIsLate { get; init; }

        public IRecordStore Records => _records ??= new OverlayRecordStore(store, writes);

        public IReadOnlyList<Action>? Actions
        {
            get
            {
                Close();
                return _actions;
            }
        }

        public IReadOnlyList<Action>? Refusals
        {
            get
            {
                lock (writes)
                    return _refusals;
            }
        }

        public void Close()
        {
            lock (writes)
                _closed = true;
        }

        public void Write(RecordOperation operation)
        {
            lock (writes)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                writes.Add(operation, owner);
            }
        }

        public async ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation)
        {
            if (await store.WriteAsync([operation], cancellation) >= 0)
                throw new ActivityFailedException(name, "RecordConflict", "a record was changed by somebody else");
        }

        public void WriteSoon(RecordOperation operation)
        {
            lock (writes)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                (_soon ??= []).Add(soon.Add(operation));
            }
        }

        /// <summary>What is still held goes with the result.</summary>
        public void TakeSoon()
        {
            lock (writes)
            {
                foreach (var held in _soon ?? [])
                {
                    if (held.TryTake())
                        writes.Add(held.Operation, owner);
                }
            }
        }

        /// <summary>There is no result to go with.</summary>
        public void WriteSoonNow() => _soon?.ForEach(soon.Write);

        /// <summary>Runs on the journal's or the scheduler's thread, which an exception would stop for good.</summary>
        private void Guarded(Action action)
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                EngineLog.ActivityThrew(logger, name, instanceId, task, error);
            }
        }

        public void AfterCommit(Action action)
        {
            lock (writes)
                (_actions ??= []).Add(() => Guarded(action));
        }

        public void IfRefused(Action action)
        {
            lock (writes)
                (_refusals ??= []).Add(() => Guarded(action));
        }
    }
}
