using LeadDelivery.Core.Ports;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Tests.Storage;

/// <summary>A journal entry that does what the test says and keeps its outcome.</summary>
internal sealed class TestEntry(Func<JournalTransaction, bool> apply, bool lazy = false, int size = 512) : JournalEntry
{
    private readonly TaskCompletionSource<string> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>committed, refused or failed.</summary>
    public Task<string> Outcome => outcome.Task;

    public Exception? Error { get; private set; }

    public override int Size => size;

    public override bool Lazy => lazy;

    public Action OnCommitted { get; init; } = () => { };

    /// <summary>An entry that inserts one row in partition p.</summary>
    public static TestEntry Inserting(string row, bool lazy = false, int size = 512) => new(Insert(row), lazy, size);

    public static Func<JournalTransaction, bool> Insert(string row, int bodyLength = 1) =>
        transaction => transaction.Apply([RecordOperation.Insert("p", row, new byte[bodyLength])]) < 0;

    public override bool Apply(JournalTransaction transaction) => apply(transaction);

    public override void Committed()
    {
        outcome.SetResult("committed");
        OnCommitted();
    }

    public override void Refused() => outcome.SetResult("refused");

    public override void Failed(Exception error)
    {
        Error = error;
        outcome.SetResult("failed");
    }
}
