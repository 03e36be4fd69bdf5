using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;

namespace LeadDelivery.Functions.Tests.Fakes;

/// <summary>A table in memory with the rules of the service: keys, sizes, ETags, transactions, pages.</summary>
public sealed partial class FakeTableClient(string name, FakePipeline pipeline) : TableClient
{
    private readonly FakeTable table = new();

    public override string Name => name;

    /// <summary>The way to this table.</summary>
    public FakePipeline Pipeline => pipeline;

    /// <summary>How many rows there are.</summary>
    public int Count => table.Count;

    /// <summary>The keys of the partitions.</summary>
    public IReadOnlyList<string> Partitions => table.Partitions;

    /// <summary>A copy of the row, or null; no request.</summary>
    public TableEntity? Peek(string partition, string row) => table.Find(partition, row);

    public override NullableResponse<T> GetEntityIfExists<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = pipeline.Send(StorageOperation.TableGet, () => table.Find(partitionKey, rowKey));
        return found is null ? new FakeAbsence<T>() : FakeResponse.Of((T)(object)Selected(found, select));
    }

    public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return GetEntityIfExists<T>(partitionKey, rowKey, select, cancellationToken);
    }

    public override Response AddEntity<T>(T entity, CancellationToken cancellationToken = default) =>
        Write(new TableTransactionAction(TableTransactionActionType.Add, entity));

    public override Response UpdateEntity<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        Assert.Equal(TableUpdateMode.Replace, mode);
        return Write(new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, ifMatch));
    }

    public override Response DeleteEntity(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        try
        {
            pipeline.Send(StorageOperation.TableDelete, () =>
            {
                var condition = ifMatch == default ? ETag.All : ifMatch;
                table.Apply([new(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), condition)]);
                return true;
            });
            return new FakeResponse(204);
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            // The real client does not throw for a row that is not there.
            return new FakeResponse(404);
        }
    }

    public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var actions = transactionActions.ToList();
        try
        {
            pipeline.Send(StorageOperation.TableTransaction, () =>
            {
                table.Apply(actions);
                return true;
            });
        }
        catch (RequestFailedException error)
        {
            throw new TableTransactionFailedException(error);
        }

        return FakeResponse.Of<IReadOnlyList<Response>>([.. actions.Select(_ => new FakeResponse(204))], 202);
    }

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        var range = Range().Match(filter ?? "");
        Assert.True(range.Success, $"The fake does not read the filter {filter}.");
        var (partition, from, to) = (range.Groups["pk"].Value, range.Groups["from"], range.Groups["to"]);
        return new FakePages<T>(maxPerPage ?? FakeTable.LargestPage, (token, size) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assert.InRange(size, 1, FakeTable.LargestPage);
            return pipeline.Send(StorageOperation.TableQueryPage, () =>
            {
                var rows = table.Range(partition, token ?? (from.Success ? from.Value : ""), to.Success ? to.Value : null, size + 1);
                var next = rows.Count > size ? rows[size].RowKey : null;
                return ((IReadOnlyList<T>)[.. rows.Take(size).Select(row => (T)(object)Selected(row, select))], next);
            });
        });
    }

    private Response Write(TableTransactionAction action) => pipeline.Send(StorageOperation.TableWrite, () =>
    {
        table.Apply([action]);
        return new FakeResponse(204);
    });

    private static TableEntity Selected(TableEntity row, IEnumerable<string>? select)
    {
        if (select is null)
            return row;
        var selected = new TableEntity { ETag = row.ETag };
        foreach (var property in select.Where(row.ContainsKey))
            selected[property] = row[property];
        return selected;
    }

    [GeneratedRegex("^PartitionKey eq '(?<pk>[^']*)'( and RowKey ge '(?<from>[^']*)')?( and RowKey lt '(?<to>[^']*)')?$")]
    private static partial Regex Range();
}
