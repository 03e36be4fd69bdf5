using System.Globalization;
using System.Text;
using Azure;
using Azure.Data.Tables;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>The rows of a table, changed as the service changes them. Thread-safe.</summary>
internal sealed class FakeTable
{
    public const int LargestPage = 1000;
    private const int LargestKey = 1024;
    private const int LargestProperty = 64 << 10;
    private const int LargestEntity = 1 << 20;
    private const int LargestRequest = 4 << 20;
    private const int LargestTransaction = 100;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, SortedDictionary<string, TableEntity>> partitions = new(StringComparer.Ordinal);
    private long version;

    public int Count
    {
        get
        {
            lock (gate)
                return partitions.Values.Sum(rows => rows.Count);
        }
    }

    public IReadOnlyList<string> Partitions
    {
        get
        {
            lock (gate)
                return [.. partitions.Keys];
        }
    }

    public TableEntity? Find(string partition, string row)
    {
        lock (gate)
            return Stored(partition, row) is { } found ? new TableEntity(found) : null;
    }

    public IReadOnlyList<TableEntity> Range(string partition, string from, string? to, int limit)
    {
        lock (gate)
        {
            if (!partitions.TryGetValue(partition, out var rows))
                return [];
            return [.. rows.Values
                .SkipWhile(row => string.CompareOrdinal(row.RowKey, from) < 0)
                .TakeWhile(row => to is null || string.CompareOrdinal(row.RowKey, to) < 0)
                .Take(limit).Select(row => new TableEntity(row))];
        }
    }

    /// <summary>All or none. Throws what the service answers, with the index of the first action that fails.</summary>
    public void Apply(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > LargestTransaction)
            throw FakePipeline.Failure(400, "InvalidInput");
        if (actions.Select(action => action.Entity.PartitionKey).Distinct().Count() > 1)
            throw FakePipeline.Failure(400, "CommandsInBatchActOnDifferentPartitions");
        if (actions.Select(action => action.Entity.RowKey).Distinct().Count() < actions.Count)
            throw FakePipeline.Failure(400, "InvalidDuplicateRow");
        if (actions.Sum(action => Sent((TableEntity)action.Entity)) > LargestRequest)
            throw FakePipeline.Failure(413, "RequestBodyTooLarge");
        lock (gate)
        {
            for (var i = 0; i < actions.Count; i++)
            {
                if (Refusal(actions[i]) is { } refusal)
                {
                    refusal.Data["FailedEntity"] = i.ToString(CultureInfo.InvariantCulture);
                    throw refusal;
                }
            }

            foreach (var action in actions)
                Apply(action);
        }
    }

    private RequestFailedException? Refusal(TableTransactionAction action)
    {
        var entity = (TableEntity)action.Entity;
        if (!IsKey(entity.PartitionKey) || !IsKey(entity.RowKey))
            return FakePipeline.Failure(400, "OutOfRangeInput");
        if (Properties(entity).Any(property => Size(property.Value) > LargestProperty))
            return FakePipeline.Failure(400, "PropertyValueTooLarge");
        if (Properties(entity).Sum(property => 8 + (2 * property.Key.Length) + Size(property.Value)) > LargestEntity)
            return FakePipeline.Failure(400, "EntityTooLarge");

        var row = Stored(entity.PartitionKey, entity.RowKey);
        return action.ActionType switch
        {
            TableTransactionActionType.Add => row is null ? null : FakePipeline.Failure(409, "EntityAlreadyExists"),
            TableTransactionActionType.UpsertReplace => null,
            _ when row is null => FakePipeline.Failure(404, "ResourceNotFound"),
            _ when action.ETag == default => FakePipeline.Failure(400, "MissingRequiredHeader"),
            _ when action.ETag != ETag.All && action.ETag != row.ETag => FakePipeline.Failure(412, "UpdateConditionNotSatisfied"),
            _ => null,
        };
    }

    private void Apply(TableTransactionAction action)
    {
        var sent = (TableEntity)action.Entity;
        if (!partitions.TryGetValue(sent.PartitionKey, out var rows))
            partitions.Add(sent.PartitionKey, rows = new(StringComparer.Ordinal));
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            rows.Remove(sent.RowKey);
            if (rows.Count == 0)
                partitions.Remove(sent.PartitionKey);
            return;
        }

        var row = new TableEntity(sent.PartitionKey, sent.RowKey);
        foreach (var (name, value) in Properties(sent))
            row[name] = value is byte[] bytes ? bytes.ToArray() : value;
        row.ETag = new ETag($"W/\"datetime'{++version}'\"");
        rows[sent.RowKey] = row;
    }

    private TableEntity? Stored(string partition, string row) =>
        partitions.TryGetValue(partition, out var rows) ? rows.GetValueOrDefault(row) : null;

    private static IEnumerable<KeyValuePair<string, object>> Properties(TableEntity entity) =>
        entity.Where(property => property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag"));

    private static bool IsKey(string key) =>
        key is not null && Encoding.Unicode.GetByteCount(key) <= LargestKey
        && !key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c));

    private static int Size(object value) => value switch
    {
        byte[] bytes => bytes.Length,
        string text => 2 * text.Length,
        _ => 8,
    };

    // Parts of a multipart request, with binary properties as base64.
    private static int Sent(TableEntity entity) => 700 + Properties(entity).Sum(property => property.Key.Length + (property.Value switch
    {
        byte[] bytes => (bytes.Length + 2) / 3 * 4,
        string text => text.Length,
        _ => 20,
    }));
}
