using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>Why a delta was refused; nothing of it was written.</summary>
internal enum Refusal
{
    None,
    AlreadyExists,
    Conflict,
}

/// <summary>
/// Writes a delta. Invariant I3: inputs, the decisions they cause and all that follows from them are this one entry.
/// </summary>
internal sealed class DeltaEntry(Delta delta, Action<DeltaEntry> settled) : JournalEntry
{
    private const string FindKey = "SELECT 1 FROM instance WHERE key=?1";
    private const string InsertInstance =
        "INSERT INTO instance(id, key, name, version, status, epoch, seq, open_tasks, parent, parent_epoch, parent_task, created, updated, "
        + "custom, output, error) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) ON CONFLICT(key) DO NOTHING "
        + "RETURNING id";
    private const string UpdateInstance =
        "UPDATE instance SET version=?2, status=?3, epoch=?4, seq=?5, open_tasks=COALESCE(?6, open_tasks), updated=?7, custom=COALESCE(?8, custom), output=?9, error=CASE WHEN ?12 THEN ?10 ELSE error END, "
        + "name=?11 WHERE id=?1";
    private const string ContinueInstance = "UPDATE instance SET seq=?2, open_tasks=COALESCE(?3, open_tasks), updated=?4 WHERE id=?1";
    private const string InsertHistory = "INSERT INTO history(instance, epoch, seq, digest, body) VALUES(?1, ?2, ?3, ?4, ?5)";
    private const string DeleteHistory = "DELETE FROM history WHERE instance=?1";
    private const string InsertTimer = "INSERT OR IGNORE INTO timer(due, instance, epoch, task) VALUES(?1, ?2, ?3, ?4)";
    private const string DeleteTimer = "DELETE FROM timer WHERE due=?1 AND instance=?2 AND epoch=?3 AND task=?4";
    private const string DeleteProbation = "DELETE FROM probation WHERE instance=?1 AND epoch=?2 AND task=?3";
    private const string InsertDead = "INSERT INTO dead(instance, epoch, task, name, at) VALUES(?1, ?2, ?3, ?4, ?5)";
    private const string Unfinished = "status IN (0, 1, 5)";
    private const string FindChildren = $"SELECT id FROM instance WHERE parent=?1 AND {Unfinished}";

    /// <summary>Instances whose inbox this entry has put something into.</summary>
    public List<long>? Wakes { get; private set; }

    public int ChildrenBorn { get; private set; }

    public Delta Delta => delta;

    public Refusal Refusal { get; private set; }

    /// <summary>For <see cref="Refusal.Conflict"/>: the index of the record write.</summary>
    public int ConflictIndex { get; private set; }

    public Exception? Error { get; private set; }

    public override int Size => 512 + (delta.Body?.Length ?? 0) + (delta.Records?.Operations.Sum(item => item.Body.Length + 128) ?? 0);

    public override bool Apply(JournalTransaction transaction)
    {
        // A transaction may be rolled back and applied again: nothing is left from the last time.
        Wakes = null;
        ChildrenBorn = 0;
        Refusal = Refusal.None;
        var row = delta.Instance.Row!;
        if (delta.Instance.Unborn is not null && Exists(transaction, row.Key))
        {
            Refusal = Refusal.AlreadyExists;
            return false;
        }
        if (delta.Records is { Operations.Count: > 0 } records && transaction.Apply(records.Operations) is >= 0 and var conflict)
        {
            Refusal = Refusal.Conflict;
            ConflictIndex = conflict;
            return false;
        }
        WriteInstance(transaction, row);
        WriteHistory(transaction, row);
        WriteTimers(transaction);
        WriteChildren(transaction, row);
        WriteInbox(transaction, row);
        WriteProbation(transaction);
        return true;
    }

    public override void Committed()
    {
        if (delta.AfterCommit is { } actions)
        {
            foreach (var action in actions)
                action();
        }
        foreach (var input in delta.Inputs)
            input.Accepted();
        settled(this);
    }

    public override void Refused() => settled(this);

    public override void Failed(Exception error)
    {
        Error = error;
        settled(this);
    }

    private static bool Exists(JournalTransaction transaction, string key)
    {
        var find = transaction.Statement(FindKey);
        find.Bind(1, key);
        var found = find.Step();
        find.Reset();
        return found;
    }

    private void WriteInstance(JournalTransaction transaction, InstanceRow row)
    {
        var status = delta.NewStatus ?? row.Status;
        if (delta.Instance.Unborn is not null)
        {
            var born = row with { Status = status, Seq = delta.Body is null ? 0 : 1, Updated = delta.At };
            Insert(transaction, delta.ContinuesAsNew ? Next(born, delta.End!.Value) : born, delta);
            return;
        }
        if (delta.NewStatus is null && delta.End is null && delta.Custom is null)
        {
            Continue(transaction, row);
            return;
        }
        var after = delta.ContinuesAsNew ? Next(row, delta.End!.Value) : row with { Seq = row.Seq + (delta.Body is null ? 0 : 1) };
        var update = transaction.Statement(UpdateInstance);
        update.Bind(1, row.Id);
        update.Bind(2, after.Version);
        update.Bind(3, (int)status);
        update.Bind(4, after.Epoch);
        update.Bind(5, after.Seq);
        if (delta.OpenTasks is { } open)
            update.Bind(6, open);
        update.Bind(7, delta.At);
        BindText(update, 8, delta.Custom);
        BindOutput(update, 9, delta);
        BindText(update, 10, delta.Error);
        update.Bind(11, after.Name);
        update.Bind(12, delta.NewStatus is null ? 0 : 1);
        update.Run();
    }

    // Naming the status would write the index of it anew.
    private void Continue(JournalTransaction transaction, InstanceRow row)
    {
        var update = transaction.Statement(ContinueInstance);
        update.Bind(1, row.Id);
        update.Bind(2, row.Seq + (delta.Body is null ? 0 : 1));
        if (delta.OpenTasks is { } open)
            update.Bind(3, open);
        update.Bind(4, delta.At);
        update.Run();
    }

    private static InstanceRow Next(InstanceRow row, HistoryEvent next) =>
        row with { Epoch = row.Epoch + 1, Seq = 0, Name = next.Name!, Version = next.Text! };

    private static bool Insert(JournalTransaction transaction, InstanceRow row, Delta? delta)
    {
        var insert = transaction.Statement(InsertInstance);
        insert.Bind(1, row.Id);
        insert.Bind(2, row.Key);
        insert.Bind(3, row.Name);
        insert.Bind(4, row.Version);
        insert.Bind(5, (int)row.Status);
        insert.Bind(6, row.Epoch);
        insert.Bind(7, row.Seq);
        insert.Bind(8, delta?.OpenTasks ?? 0);
        if (row.Parent is { } parent)
        {
            insert.Bind(9, parent);
            insert.Bind(10, row.ParentEpoch);
            insert.Bind(11, row.ParentTask);
        }
        insert.Bind(12, row.Created);
        insert.Bind(13, row.Updated);
        BindText(insert, 14, delta?.Custom);
        if (delta is not null)
            BindOutput(insert, 15, delta);
        BindText(insert, 16, delta?.Error);
        var inserted = insert.Step();
        insert.Reset();
        return inserted;
    }

    private void WriteHistory(JournalTransaction transaction, InstanceRow row)
    {
        if (delta.ContinuesAsNew)
        {
            var delete = transaction.Statement(DeleteHistory);
            delete.Bind(1, row.Id);
            delete.Run();
            Failpoint.Hit("engine.continue-as-new");
        }
        else if (delta.Body is not null)
        {
            var insert = transaction.Statement(InsertHistory);
            insert.Bind(1, row.Id);
            insert.Bind(2, row.Epoch);
            insert.Bind(3, row.Seq);
            insert.Bind(4, delta.Digest);
            insert.Bind(5, delta.Body);
            insert.Run();
        }
    }

    private void WriteTimers(JournalTransaction transaction)
    {
        foreach (var timer in delta.TimersGone ?? [])
            RunTimer(transaction.Statement(DeleteTimer), timer);
        foreach (var timer in delta.Timers ?? [])
            RunTimer(transaction.Statement(InsertTimer), timer);
    }

    private static void RunTimer(SqliteStatement statement, in TimerKey timer)
    {
        statement.Bind(1, timer.Due);
        statement.Bind(2, timer.Instance);
        statement.Bind(3, timer.Epoch);
        statement.Bind(4, timer.Task);
        statement.Run();
    }

    private void WriteChildren(JournalTransaction transaction, InstanceRow row)
    {
        for (var i = 0; i < (delta.Children?.Count ?? 0); i++)
        {
            var call = delta.Children![i].Event;
            var split = call.Text!.IndexOf(' ', StringComparison.Ordinal);
            var child = new InstanceRow(
                delta.ChildIds![i], call.Text[(split + 1)..], call.Name!, call.Text[..split], InstanceStatus.Running, 0, 0, row.Id, row.Epoch,
                call.Task, delta.At, delta.At, null);
            if (Insert(transaction, child, null))
            {
                ChildrenBorn++;
                Put(transaction, new(0, child.Id, InboxKind.Start, 0, 0, null, call.Name, child.Version, call.Data));
            }
            else
            {
                Put(transaction, new(0, row.Id, InboxKind.Failed, row.Epoch, call.Task, null, "AlreadyExists", "there is an instance of that id", default));
            }
        }
    }

    private void WriteInbox(JournalTransaction transaction, InstanceRow row)
    {
        foreach (var taken in delta.InboxTaken ?? [])
            InboxTable.Take(transaction, taken);
        foreach (var eventId in delta.EventIds ?? [])
            InboxTable.Remember(transaction, row.Id, eventId, delta.At);
        foreach (var kept in delta.Keep ?? [])
            InboxTable.Put(transaction, kept, delta.At);
        foreach (var send in delta.Sends ?? [])
        {
            if (InboxTable.FindOpen(transaction, send.Event.Text!) is { } receiver)
                Put(transaction, new(0, receiver, InboxKind.Event, 0, 0, null, send.Event.Name, null, send.Event.Data));
        }
        if (delta.ContinuesAsNew)
            StartOver(transaction, row);
        else if (delta.NewStatus is { } status and (InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated))
            Leave(transaction, row, status);
    }

    private void StartOver(JournalTransaction transaction, InstanceRow row)
    {
        var next = delta.End!.Value;
        Put(transaction, new(0, row.Id, InboxKind.Start, 0, 0, null, next.Name, next.Text, next.Data));
        foreach (var item in delta.Carried ?? [])
            Put(transaction, new(0, row.Id, InboxKind.Carried, 0, 0, null, item.Name, null, item.Data));
        InboxTable.ForgetBefore(transaction, row.Id, delta.ForgetEventsBefore);
    }

    private void Leave(JournalTransaction transaction, InstanceRow row, InstanceStatus status)
    {
        InboxTable.Clear(transaction, row.Id);
        if (status == InstanceStatus.Terminated)
        {
            foreach (var child in FindOpenChildren(transaction, row.Id))
                Put(transaction, new(0, child, InboxKind.Terminate, 0, 0, null, null, delta.Error, default));
        }
        if (row.Parent is not { } parent || !InboxTable.IsOpen(transaction, parent))
            return;
        Put(transaction, delta.End is { Kind: HistoryKind.Completed } end
            ? new(0, parent, InboxKind.Completed, row.ParentEpoch, row.ParentTask, null, null, null, end.Data)
            : new(0, parent, InboxKind.Failed, row.ParentEpoch, row.ParentTask, null, delta.End?.Name ?? status.ToString(),
                delta.End?.Text ?? "the child was terminated", default));
    }

    private static List<long> FindOpenChildren(JournalTransaction transaction, long parent)
    {
        var find = transaction.Statement(FindChildren);
        find.Bind(1, parent);
        var found = new List<long>();
        while (find.Step())
            found.Add(find.Int64(0));
        find.Reset();
        return found;
    }

    private void Put(JournalTransaction transaction, InboxRow row)
    {
        InboxTable.Put(transaction, row, delta.At);
        (Wakes ??= []).Add(row.Instance);
    }

    private void WriteProbation(JournalTransaction transaction)
    {
        foreach (var key in delta.ProbationGone ?? [])
        {
            var delete = transaction.Statement(DeleteProbation);
            delete.Bind(1, key.Instance);
            delete.Bind(2, key.Epoch);
            delete.Bind(3, key.Task);
            delete.Run();
        }
        foreach (var item in delta.Dead ?? [])
        {
            var insert = transaction.Statement(InsertDead);
            insert.Bind(1, item.Key.Instance);
            insert.Bind(2, item.Key.Epoch);
            insert.Bind(3, item.Key.Task);
            insert.Bind(4, item.Activity.Name);
            insert.Bind(5, delta.At);
            insert.Run();
        }
    }

    private static void BindText(SqliteStatement statement, int index, string? value)
    {
        if (value is not null)
            statement.Bind(index, value);
    }

    private static void BindOutput(SqliteStatement statement, int index, Delta delta)
    {
        if (delta.End is { Kind: HistoryKind.Completed } end)
            statement.Bind(index, end.Data.Span);
    }
}
