using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Simulator.Running;

/// <summary>
/// Writing a batch's file takes real threads and a real folder, for which virtual time cannot wait: it runs as one event, during which no
/// time passes.
/// </summary>
internal static class RealFiles
{
    /// <summary>Where this thread's worlds write files before they are archived.</summary>
    public static string Folder => Path.Combine(
        Path.GetTempPath(), $"leaddelivery-simulator-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");

    public static RegisteredActivity Wrap(RegisteredActivity activity, IRecordStore records) => activity.Name != BatchWorkflows.BuildFile.Name
        ? activity
        : activity with
        {
            Run = (context, input, cancellation) => Task.FromResult(
                Task.Run(() => activity.Run(new AtOnce(context, records), input, cancellation), cancellation).GetAwaiter().GetResult()),
        };

    private sealed class AtOnce(IActivityContext context, IRecordStore records) : IActivityContext
    {
        public string InstanceId => context.InstanceId;

        public int TaskId => context.TaskId;

        public bool MayBeRepeat => context.MayBeRepeat;

        public IRecordStore Records => records;

        public void Write(RecordOperation operation) => context.Write(operation);

        public ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation) => context.WriteNowAsync(operation, cancellation);

        public void WriteSoon(RecordOperation operation) => context.WriteSoon(operation);

        public void AfterCommit(Action action) => context.AfterCommit(action);
    }
}
