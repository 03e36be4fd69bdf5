using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>Keeps an instance whose episode does not end from holding up the next process as well.</summary>
internal sealed class QuarantineStuck(long instance, long at) : JournalEntry
{
    private const string Mark = "UPDATE instance SET status=5, updated=?2, error=?3 WHERE id=?1 AND status=0";

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override bool Apply(JournalTransaction transaction)
    {
        var update = transaction.Statement(Mark);
        update.Bind(1, instance);
        update.Bind(2, at);
        update.Bind(3, "the orchestration computes without end");
        update.Run();
        return true;
    }

    public override void Committed() => _done.TrySetResult();

    public override void Refused() => _done.TrySetResult();

    public override void Failed(Exception error) => _done.TrySetResult();
}
