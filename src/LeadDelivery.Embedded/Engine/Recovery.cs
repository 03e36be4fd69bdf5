using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// After a start, loads the instances that have activities open or something in their inbox, a few at a time between other
/// work. Those that wait for timers or events alone stay on disk. Belongs to the pump.
/// </summary>
internal sealed class Recovery
{
    private const int IdsAtOnce = 1024;

    /// <summary>Instances looked at between two looks at other work: nearly all may be asleep, and each look costs a microsecond.</summary>
    private const int LooksAtOnce = 4096;

    /// <summary>Instances loaded between two looks at other work: some 15 ms of it.</summary>
    private const int InstancesAtOnce = 256;

    private const string SelectKills = "SELECT v FROM engine WHERE k='kills'";
    private const string SelectLast = "SELECT max(id) FROM instance";
    private const string SelectUnfinished =
        "SELECT (SELECT count(*) FROM instance WHERE status=0 AND status<>2) + (SELECT count(*) FROM instance WHERE status=1 AND status<>2) "
        + "+ (SELECT count(*) FROM instance WHERE status=5 AND status<>2)";

    private readonly EngineReader _reader;
    private readonly Journal _journal;
    private readonly EngineOptions _options;
    private readonly ILogger _logger;
    private readonly Dictionary<TaskKey, int> _started;
    private readonly HashSet<WorkItem> _open = [];
    private readonly Queue<long> _ids = new();
    private readonly bool _wasClean;
    private readonly long _kills;
    private long _cursor;
    private int _phase;
    private int _issued;
    private bool _forgiven;

    public Recovery(EngineReader reader, Database database, EngineOptions options, ILogger logger)
    {
        _reader = reader;
        _journal = database.Journal;
        _options = options;
        _logger = logger;
        _wasClean = database.WasClean;
        LastInstance = reader.Number(SelectLast);
        Unfinished = reader.Number(SelectUnfinished);
        _started = reader.ReadProbation();
        _kills = _wasClean ? 0 : reader.Number(SelectKills) + 1;
        _journal.Enqueue(new KillsEntry(_kills));
        if (Unfinished > 0)
            EngineLog.Recovering(logger, Unfinished);
        if (OnProbation)
            EngineLog.Probation(logger, _kills);
        foreach (var id in _started.Where(item => item.Value > 0).Select(item => item.Key.Instance).Distinct())
            _ids.Enqueue(id);
    }

    public long LastInstance { get; }

    public long Unfinished { get; }

    public bool Done => Volatile.Read(ref _phase) == 2;

    private bool OnProbation => _kills >= _options.ProbationAfterKills;

    /// <summary>What is known of an activity that an earlier process left open.</summary>
    public void Classify(WorkItem item)
    {
        item.HasProbationRow = _started.TryGetValue(item.Key, out var attempts);
        item.Attempts = attempts;
        item.MayBeRepeat = !_wasClean || item.HasProbationRow;
        item.OnProbation = OnProbation;
        _open.Add(item);
        _issued++;
    }

    /// <summary>It has a result: when all have, the kills are forgiven.</summary>
    public void Finished(WorkItem item)
    {
        if (_open.Remove(item))
            Forgive();
    }

    /// <summary>Loads some. False when there is nothing left to load.</summary>
    public bool Step(Scheduler scheduler)
    {
        if (Done)
            return false;
        if (_ids.Count == 0)
            Read();
        for (var i = 0; i < InstancesAtOnce && _ids.TryDequeue(out var id); i++)
            scheduler.Wake(id);
        return !Done;
    }

    private void Read()
    {
        var upTo = Math.Min(_cursor + LooksAtOnce, LastInstance);
        var found = _phase == 0 ? _reader.ReadIdsWithOpenTasks(_cursor, upTo) : _reader.ReadIdsWithInbox(_cursor, IdsAtOnce);
        foreach (var id in found)
            _ids.Enqueue(id);
        if (_phase == 0 ? upTo < LastInstance : found.Count > 0)
        {
            _cursor = _phase == 0 ? upTo : found[^1];
            return;
        }
        _cursor = 0;
        Volatile.Write(ref _phase, _phase + 1);
        if (!Done)
            return;
        if (_issued > 0)
            EngineLog.Recovered(_logger, _issued);
        Forgive();
    }

    private void Forgive()
    {
        if (_forgiven || !Done || _open.Count > 0 || _kills == 0)
            return;
        _forgiven = true;
        _journal.Enqueue(new KillsEntry(0));
    }

    private sealed class KillsEntry(long kills) : JournalEntry
    {
        private const string Upsert = "INSERT INTO engine(k, v) VALUES('kills', ?1) ON CONFLICT(k) DO UPDATE SET v=excluded.v";

        public override bool Apply(JournalTransaction transaction)
        {
            var upsert = transaction.Statement(Upsert);
            upsert.Bind(1, kills);
            upsert.Run();
            return true;
        }

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
