using SQLitePCL;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// Commits a batch of entries in one transaction and tells each its outcome. Runs on the journal thread only.
/// </summary>
internal sealed class GroupCommit
{
    private const string SelectEpoch = "SELECT v FROM meta WHERE k='owner_epoch'";

    private readonly SqliteConnection connection;
    private readonly StorageOptions options;
    private readonly long ownerEpoch;
    private readonly JournalTransaction transaction;
    private readonly List<Verdict> verdicts = [];
    private int pagesSinceCheckpoint;

    public GroupCommit(SqliteConnection connection, StorageOptions options, long ownerEpoch)
    {
        this.connection = connection;
        this.options = options;
        this.ownerEpoch = ownerEpoch;
        transaction = new JournalTransaction(connection, new RecordTable(ownerEpoch));
    }

    /// <summary>Commits so far, successful ones only.</summary>
    public long Commits { get; private set; }

    /// <summary>
    /// Applies and commits, then calls exactly one of Committed, Refused and Failed on every entry. Refused, too, only after
    /// the commit: the refusal may rest on rows that a sibling wrote in the same transaction.
    /// </summary>
    /// <exception cref="Exception">The journal must stop for good. Every entry of the batch has been told.</exception>
    public void Run(IReadOnlyList<JournalEntry> batch)
    {
        try
        {
            Write(batch);
        }
        catch (SqliteException error) when (error.MayPass)
        {
            RollBack();
            FailAll(batch, error);
            return;
        }
        catch (Exception error)
        {
            TryRollBack();
            FailAll(batch, error);
            throw;
        }

        Tell(batch);
        CheckpointWhenDue();
    }

    private void Write(IReadOnlyList<JournalEntry> batch)
    {
        verdicts.Clear();
        Begin();
        var culprit = ApplyTogether(batch);
        if (culprit >= 0)
        {
            RollBack();
            Begin();
            ApplyOneByOne(batch, culprit);
        }

        connection.ResetStatements();
        Failpoint.Hit("journal.before-commit");
        connection.Statement("COMMIT").Run();
        Commits++;
        Failpoint.Hit("journal.after-commit");
    }

    private void Begin()
    {
        connection.Statement("BEGIN IMMEDIATE").Run();
        var select = connection.Statement(SelectEpoch);
        var found = select.Step() ? select.Int64(0) : 0;
        select.Reset();
        if (found != ownerEpoch)
            throw new FenceLostException(ownerEpoch, found);
    }

    /// <summary>The fast path, without savepoints. Returns -1, or the first entry that threw: then the transaction is of no use.</summary>
    private int ApplyTogether(IReadOnlyList<JournalEntry> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (i == batch.Count / 2)
                Failpoint.Hit("journal.in-commit");
            var verdict = Apply(batch[i]);
            if (verdict.Error is not null)
            {
                verdicts.Clear();
                for (var j = 0; j < batch.Count; j++)
                    verdicts.Add(j == i ? verdict : default);
                return i;
            }

            verdicts.Add(verdict);
        }

        return -1;
    }

    /// <summary>The slow path: a savepoint around each entry, so that any number of them may throw without a further start over.</summary>
    private void ApplyOneByOne(IReadOnlyList<JournalEntry> batch, int culprit)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (i == culprit)
                continue;
            connection.Statement("SAVEPOINT entry").Run();
            verdicts[i] = Apply(batch[i]);
            if (verdicts[i].Error is not null)
            {
                connection.ResetStatements();
                connection.Statement("ROLLBACK TO entry").Run();
            }

            connection.Statement("RELEASE entry").Run();
        }
    }

    /// <summary>What the entry's own fault is becomes its verdict; what is the database's is thrown on.</summary>
    private Verdict Apply(JournalEntry entry)
    {
        var before = connection.TotalChanges;
        try
        {
            if (entry.Apply(transaction))
                return new Verdict(true, null);
            if (connection.TotalChanges == before)
                return new Verdict(false, null);
            return new Verdict(false, new InvalidOperationException($"{entry.GetType().Name} wrote rows and then refused; its writes were undone."));
        }
        catch (Exception error) when (error is not SqliteException || error is SqliteException { IsStatementsOwn: true })
        {
            return new Verdict(false, error);
        }
    }

    private void Tell(IReadOnlyList<JournalEntry> batch)
    {
        Exception? broken = null;
        for (var i = 0; i < batch.Count; i++)
        {
            try
            {
                TellOne(batch[i], verdicts[i]);
            }
            catch (Exception error)
            {
                broken ??= error;
            }
        }

        // Memory is no longer what the disk holds: only a restart from the file puts that right.
        if (broken is not null)
            throw new InvalidOperationException("An entry threw while it was told its outcome.", broken);
    }

    private static void TellOne(JournalEntry entry, Verdict verdict)
    {
        if (verdict.Error is not null)
            entry.Failed(verdict.Error);
        else if (verdict.Accepted)
            entry.Committed();
        else
            entry.Refused();
    }

    private static void FailAll(IReadOnlyList<JournalEntry> batch, Exception error)
    {
        foreach (var entry in batch)
            entry.Failed(error);
    }

    private void RollBack()
    {
        connection.ResetStatements();
        if (connection.InTransaction)
            connection.Statement("ROLLBACK").Run();
    }

    private void TryRollBack()
    {
        try
        {
            RollBack();
        }
        catch (SqliteException)
        {
            // The journal stops for good; without a COMMIT the transaction is void anyway.
        }
    }

    /// <summary>
    /// Runs checkpoints here rather than inside COMMIT: the batch is told before, and an I/O error is seen instead of being dropped.
    /// </summary>
    private void CheckpointWhenDue()
    {
        pagesSinceCheckpoint += connection.TakePagesWritten();
        if (pagesSinceCheckpoint < options.CheckpointPages)
            return;
        pagesSinceCheckpoint = 0;
        Failpoint.Hit("journal.checkpoint");
        try
        {
            connection.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE, out var logPages);
            if (logPages >= options.CheckpointForcePages)
                WaitForReaders();
        }
        catch (SqliteException error) when (error.MayPass)
        {
            // No space to grow the database file: the commits stay in the log, and the next interval tries again.
        }
    }

    private void WaitForReaders()
    {
        connection.SetBusyTimeout(options.CheckpointForceWait);
        try
        {
            connection.Checkpoint(raw.SQLITE_CHECKPOINT_RESTART, out _);
        }
        finally
        {
            connection.SetBusyTimeout(options.BusyTimeout);
        }
    }

    private readonly record struct Verdict(bool Accepted, Exception? Error);
}
