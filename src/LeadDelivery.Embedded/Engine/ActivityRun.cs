using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>What one run of an activity came to.</summary>
internal readonly record struct ActivityOutcome(HistoryEvent Event, PendingRecords Writes, IReadOnlyList<Action>? AfterCommit, bool Aborted);

/// <summary>Runs activities on the thread pool, and is what they see of the engine.</summary>
internal sealed class ActivityRunner(IRecordStore store, Journal journal, ILogger logger, CancellationToken stopping)
{
    /// <summary>Runs it once. Never throws: what the activity throws becomes its failure, without a message that might quote data.</summary>
    public async Task<ActivityOutcome> RunAsync(
        RegisteredActivity activity, string instanceId, int task, ReadOnlyMemory<byte> input, bool mayBeRepeat, PendingRecords writes, object owner)
    {
        var context = new Context(instanceId, task, mayBeRepeat, activity.Name, store, journal, logger, writes, owner);
        try
        {
            var output = await activity.Run(context, input, stopping);
            return new(HistoryEvent.Input(HistoryKind.TaskCompleted, task, 0, null, null, output), writes, context.Actions, false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
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
        return new(HistoryEvent.Input(HistoryKind.TaskFailed, task, 0, type, message, default), new(), null, false);
    }

    private sealed class Context(
        string instanceId, int task, bool mayBeRepeat, string name, IRecordStore store, Journal journal, ILogger logger, PendingRecords writes,
        object owner) : IActivityContext
    {
        private IRecordStore? _records;
        private List<Action>? _actions;
        private bool _closed;

        public string InstanceId => instanceId;

        public int TaskId => task;

        public bool MayBeRepeat => mayBeRepeat;

        public IRecordStore Records => _records ??= new OverlayRecordStore(store, writes);

        public IReadOnlyList<Action>? Actions
        {
            get
            {
                Close();
                return _actions;
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

        public void WriteSoon(RecordOperation operation) => journal.Enqueue(new LazyWrite(operation));

        /// <summary>Runs on the journal's thread, which an exception would stop for good.</summary>
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
    }

    /// <summary>A write nobody waits for. A crash may lose it, and so may a condition that does not hold.</summary>
    private sealed class LazyWrite(RecordOperation operation) : JournalEntry
    {
        private readonly RecordOperation[] _operations = [operation];

        public override int Size => 128 + operation.Body.Length;

        public override bool Lazy => true;

        public override bool Apply(JournalTransaction transaction) => transaction.Apply(_operations) < 0;

        public override void Committed()
        {
        }

        public override void Refused()
        {
        }

        public override void Failed(Exception error)
        {
        }
    }
}
