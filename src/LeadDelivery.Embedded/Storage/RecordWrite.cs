using LeadDelivery.Core.Ports;

namespace LeadDelivery.Embedded.Storage;

/// <summary>A record store's write on its way through the journal.</summary>
internal sealed class RecordWrite : JournalEntry
{
    // Continuations must not run on the journal thread.
    private readonly TaskCompletionSource<int> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IReadOnlyList<RecordOperation> operations;
    private int conflict = -1;

    public RecordWrite(IReadOnlyList<RecordOperation> operations)
    {
        const int keysAndRow = 128;
        this.operations = operations;
        foreach (var operation in operations)
            Size += keysAndRow + operation.Body.Length;
    }

    public override int Size { get; }

    /// <summary>-1 once it is on stable storage, or the index of the operation that conflicted.</summary>
    public Task<int> Outcome => outcome.Task;

    public override bool Apply(JournalTransaction transaction)
    {
        conflict = transaction.Apply(operations);
        return conflict < 0;
    }

    public override void Committed() => outcome.SetResult(-1);

    public override void Refused() => outcome.SetResult(conflict);

    public override void Failed(Exception error) => outcome.SetException(error);
}
