using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Workflow.Writes;

/// <summary>
/// Record writes that are to be committed together, one per row: a later write of a row is merged into the earlier one, so
/// that what is committed has the same effect and the same condition as the writes one after the other.
/// </summary>
public sealed class PendingRecords
{
    private readonly List<RecordOperation> _operations;
    private readonly List<object> _owners;
    private readonly List<int> _tags;
    private readonly Dictionary<(string Partition, string Row), int> _rows;
    private int _writes;

    /// <summary>None yet.</summary>
    public PendingRecords()
    {
        _operations = [];
        _owners = [];
        _tags = [];
        _rows = [];
    }

    private PendingRecords(PendingRecords other)
    {
        _operations = [.. other._operations];
        _owners = [.. other._owners];
        _tags = [.. other._tags];
        _writes = other._writes;
        _rows = new(other._rows);
        Conflict = other.Conflict;
    }

    /// <summary>In the order in which their rows were first written.</summary>
    public IReadOnlyList<RecordOperation> Operations => _operations;

    /// <summary>True once a write's condition contradicted an earlier write in here.</summary>
    public bool Conflict { get; private set; }

    /// <summary>A copy to which one activity's writes are added, kept when it succeeds.</summary>
    public PendingRecords Fork() => new(this);

    /// <summary>Who wrote the row first: whose condition is checked at the commit.</summary>
    public object OwnerOf(int index) => _owners[index];

    /// <summary>Adds a write after those before.</summary>
    /// <param name="owner">Whose condition it is.</param>
    public void Add(RecordOperation operation, object owner)
    {
        var row = (operation.Partition, operation.Row);
        if (!_rows.TryGetValue(row, out var index))
        {
            _rows.Add(row, _operations.Count);
            _operations.Add(operation);
            _owners.Add(owner);
            _tags.Add(++_writes);
        }
        else if (Merge(_operations[index], operation, index) is { } merged)
        {
            _operations[index] = merged;
            _tags[index] = ++_writes;
        }
        else
        {
            Conflict = true;
        }
    }

    /// <summary>The row as these writes leave it: false where they do not touch it, a null record where they remove it.</summary>
    public bool TryGet(string partition, string row, out Record? record)
    {
        record = null;
        if (!_rows.TryGetValue((partition, row), out var index))
            return false;
        record = AsRecord(index);
        return true;
    }

    /// <summary>Whether any of them is in the partition.</summary>
    public bool Touches(string partition) => _operations.Exists(item => item.Partition == partition);

    /// <summary>The rows of a range that these writes touch, in row order; removed ones as null.</summary>
    public SortedDictionary<string, Record?> Range(RecordQuery query)
    {
        var found = new SortedDictionary<string, Record?>(StringComparer.Ordinal);
        for (var i = 0; i < _operations.Count; i++)
        {
            var item = _operations[i];
            if (item.Partition == query.Partition
                && (query.FromRow is null || string.CompareOrdinal(item.Row, query.FromRow) >= 0)
                && (query.ToRow is null || string.CompareOrdinal(item.Row, query.ToRow) < 0))
                found.Add(item.Row, AsRecord(i));
        }
        return found;
    }

    private Record? AsRecord(int index)
    {
        var item = _operations[index];
        return item.Action == RecordAction.Delete ? null : new(item.Partition, item.Row, TagOf(index), item.Body);
    }

    /// <summary>An ETag no store gives out: of a row that is not written yet, changing with each write of it.</summary>
    private string TagOf(int index) => $"pending-{_tags[index]}";

    private RecordOperation? Merge(RecordOperation first, RecordOperation next, int index)
    {
        var removed = first.Action == RecordAction.Delete;
        var expected = next.ETag is null || (!removed && next.ETag == TagOf(index));
        return (next.Action, removed) switch
        {
            (RecordAction.Insert, false) or (RecordAction.Replace, true) => null,
            (RecordAction.Insert or RecordAction.Upsert, true) =>
                next with { Action = first.ETag is null ? RecordAction.Upsert : RecordAction.Replace, ETag = first.ETag },
            (RecordAction.Replace or RecordAction.Upsert, false) => expected ? first with { Body = next.Body } : null,
            (RecordAction.Delete, true) => next.ETag is null ? first : null,
            // An inserted row that is removed again leaves nothing to insert.
            (RecordAction.Delete, false) => expected ? RecordOperation.Delete(first.Partition, first.Row, first.ETag) : null,
            _ => null,
        };
    }
}
