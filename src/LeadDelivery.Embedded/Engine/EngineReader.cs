using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>A stored history row.</summary>
internal readonly record struct HistoryRow(int Seq, byte[] Digest, byte[] Body);

/// <summary>Reads of the engine's tables, each from one snapshot.</summary>
internal sealed class EngineReader(Database database)
{
    private const string Columns =
        "id, key, name, version, status, epoch, seq, parent, parent_epoch, parent_task, created, updated, custom, output, error";
    private const string ById = $"SELECT {Columns} FROM instance WHERE id=?1";
    private const string ByKey = $"SELECT {Columns} FROM instance WHERE key=?1";
    private const string Page = $"SELECT {Columns} FROM instance WHERE id<?1 ORDER BY id DESC LIMIT ?2";
    private const string PageOfStatus = $"SELECT {Columns} FROM instance WHERE id<?1 AND status=?3 ORDER BY id DESC LIMIT ?2";
    private const string PageOfCompleted = $"SELECT {Columns} FROM instance NOT INDEXED WHERE id<?1 AND status=2 ORDER BY id DESC LIMIT ?2";
    private const string IdOfKey = "SELECT id FROM instance WHERE key=?1";
    private const string History = "SELECT seq, digest, body FROM history WHERE instance=?1 AND epoch=?2 ORDER BY seq";
    private const string Inbox =
        "SELECT id, kind, epoch, task, event_id, name, text, payload FROM inbox WHERE instance=?1 AND applied=0 ORDER BY kind, id LIMIT ?2";
    private const string EventSeen = "SELECT 1 FROM inbox WHERE instance=?1 AND event_id=?2";
    private const string Timers =
        "SELECT due, instance, epoch, task FROM timer WHERE (due, instance, epoch, task) > (?1, ?2, ?3, ?4) AND due<=?5 "
        + "ORDER BY due, instance, epoch, task LIMIT ?6";
    private const string WithOpenTasks =
        "SELECT id FROM instance WHERE status=0 AND status<>2 AND id>?1 AND id<=?2 AND open_tasks>0 ORDER BY id";
    private const string WithInbox = "SELECT DISTINCT instance FROM inbox WHERE applied=0 AND instance>?1 ORDER BY instance LIMIT ?2";
    private const string OnProbation = "SELECT instance, epoch, task, attempts FROM probation ORDER BY attempts DESC, instance";
    private const string Purgeable =
        "SELECT id, updated, status FROM instance NOT INDEXED WHERE id>?1 AND created<?2 ORDER BY id LIMIT ?3";

    public InstanceRow? Find(long id) => database.Read(id, static (session, id) =>
    {
        var select = session.Statement(ById);
        select.Bind(1, id);
        return select.Step() ? RowOf(select) : null;
    });

    public long? FindId(string key) => database.Read(key, static (session, key) =>
    {
        var select = session.Statement(IdOfKey);
        select.Bind(1, key);
        return select.Step() ? select.Int64(0) : (long?)null;
    });

    public InstanceState? Find(string key) => database.Read(key, static (session, key) =>
    {
        var select = session.Statement(ByKey);
        select.Bind(1, key);
        return select.Step() ? StateOf(select) : null;
    });

    public List<InstanceState> List(InstanceStatus? status, long before, int limit) =>
        database.Read((status, before, limit), static (session, query) =>
        {
            var select = session.Statement(query.status switch
            {
                null => Page,
                InstanceStatus.Completed => PageOfCompleted,
                _ => PageOfStatus,
            });
            select.Bind(1, query.before);
            select.Bind(2, query.limit);
            if (query.status is { } status and not InstanceStatus.Completed)
                select.Bind(3, (int)status);
            var found = new List<InstanceState>();
            while (select.Step())
                found.Add(StateOf(select));
            return found;
        });

    public List<HistoryRow> ReadHistory(long instance, int epoch) => database.Read((instance, epoch), static (session, key) =>
    {
        var select = session.Statement(History);
        select.Bind(1, key.instance);
        select.Bind(2, key.epoch);
        var rows = new List<HistoryRow>(4);
        while (select.Step())
            rows.Add(new((int)select.Int64(0), select.Blob(1), select.Blob(2)));
        return rows;
    });

    public List<InboxRow> ReadInbox(long instance, int limit) => database.Read((instance, limit), static (session, key) =>
    {
        var select = session.Statement(Inbox);
        select.Bind(1, key.instance);
        select.Bind(2, key.limit);
        var rows = new List<InboxRow>(0);
        while (select.Step())
            rows.Add(new(select.Int64(0), key.instance, (InboxKind)select.Int64(1), (int)select.Int64(2), (int)select.Int64(3),
                TextOf(select, 4), TextOf(select, 5), TextOf(select, 6), select.Blob(7)));
        return rows;
    });

    public bool HasHadEvent(long instance, string eventId) => database.Read((instance, eventId), static (session, key) =>
    {
        var select = session.Statement(EventSeen);
        select.Bind(1, key.instance);
        select.Bind(2, key.eventId);
        return select.Step();
    });

    /// <summary>Timers behind <paramref name="after"/> that are due by a time (UTC ticks), in order.</summary>
    public List<TimerKey> ReadTimers(TimerKey after, long dueBy, int limit) => database.Read((after, dueBy, limit), static (session, query) =>
    {
        var select = session.Statement(Timers);
        select.Bind(1, query.after.Due);
        select.Bind(2, query.after.Instance);
        select.Bind(3, query.after.Epoch);
        select.Bind(4, query.after.Task);
        select.Bind(5, query.dueBy);
        select.Bind(6, query.limit);
        var rows = new List<TimerKey>();
        while (select.Step())
            rows.Add(new(select.Int64(0), select.Int64(1), (int)select.Int64(2), (int)select.Int64(3)));
        return rows;
    });

    /// <summary>Running instances with open activities, of those behind <paramref name="after"/> and up to <paramref name="upTo"/>.</summary>
    public List<long> ReadIdsWithOpenTasks(long after, long upTo) => Ids(WithOpenTasks, after, upTo);

    public List<long> ReadIdsWithInbox(long after, int limit) => Ids(WithInbox, after, limit);

    public Dictionary<TaskKey, int> ReadProbation() => database.Read(0, static (session, _) =>
    {
        var select = session.Statement(OnProbation);
        var rows = new Dictionary<TaskKey, int>();
        while (select.Step())
            rows.Add(new(select.Int64(0), (int)select.Int64(1), (int)select.Int64(2)), (int)select.Int64(3));
        return rows;
    });

    /// <summary>Instances created before a time, in order, from behind <paramref name="after"/>: their last change, and whether they ended.</summary>
    public List<(long Id, long Updated, bool Ended)> ReadCreatedBefore(long after, long created, int limit) =>
        database.Read((after, created, limit), static (session, query) =>
        {
            var select = session.Statement(Purgeable);
            select.Bind(1, query.after);
            select.Bind(2, query.created);
            select.Bind(3, query.limit);
            var rows = new List<(long, long, bool)>();
            while (select.Step())
                rows.Add((select.Int64(0), select.Int64(1), (InstanceStatus)select.Int64(2) is
                    InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated));
            return rows;
        });

    public long Number(string sql) => database.Read(sql, static (session, sql) =>
    {
        var select = session.Statement(sql);
        return select.Step() ? select.Int64(0) : 0;
    });

    private List<long> Ids(string sql, params ReadOnlySpan<long> values)
    {
        var bound = values.ToArray();
        return database.Read((sql, bound), static (session, query) =>
        {
            var select = session.Statement(query.sql);
            for (var i = 0; i < query.bound.Length; i++)
                select.Bind(i + 1, query.bound[i]);
            var rows = new List<long>();
            while (select.Step())
                rows.Add(select.Int64(0));
            return rows;
        });
    }

    private static InstanceRow RowOf(SqliteStatement select) => new(
        select.Int64(0), select.Text(1), select.Text(2), select.Text(3), (InstanceStatus)select.Int64(4), (int)select.Int64(5), (int)select.Int64(6),
        select.IsNull(7) ? null : select.Int64(7), (int)select.Int64(8), (int)select.Int64(9), select.Int64(10), select.Int64(11), TextOf(select, 12));

    private static InstanceState StateOf(SqliteStatement select) => new(
        select.Text(1), select.Text(2), select.Text(3), (InstanceStatus)select.Int64(4), new(select.Int64(10), TimeSpan.Zero),
        new(select.Int64(11), TimeSpan.Zero), TextOf(select, 12), select.Blob(13), TextOf(select, 14));

    private static string? TextOf(SqliteStatement select, int column) => select.IsNull(column) ? null : select.Text(column);
}
