using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Tests.Storage;

/// <summary>Keeps the journal inside a commit of its own, so that what the test enqueues meanwhile makes the next group.</summary>
internal sealed class HeldJournal : IDisposable
{
    private readonly ManualResetEventSlim release = new();

    private HeldJournal()
    {
    }

    public static async Task<HeldJournal> HoldAsync(Journal journal)
    {
        var held = new HeldJournal();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.Enqueue(new TestEntry(_ =>
        {
            reached.TrySetResult();
            held.release.Wait();
            return true;
        }));
        await reached.Task;
        return held;
    }

    public void Release() => release.Set();

    public void Dispose() => Release();
}
