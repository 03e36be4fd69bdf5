using Azure;
using Azure.Data.Tables;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// One transaction. Its rows carry its name, so that a conflict with itself is known for what it is: the answer to a request was lost,
/// the client sent it again, and the second found the rows of the first.
/// </summary>
internal sealed class TableWrite(TableClient table, IReadOnlyList<RecordOperation> operations, string partition)
{
    /// <summary>This write's name.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Submits it. Returns -1, or the index of the operation whose condition did not hold.</summary>
    /// <param name="spilled">The blob that has an operation's body, or null.</param>
    public async ValueTask<int> SubmitAsync(string?[] spilled, CancellationToken cancellation)
    {
        var pending = operations.Select((operation, i) => new Pending(i, operation, Action(operation, spilled[i]))).ToList();
        while (pending.Count > 0)
        {
            try
            {
                await table.SubmitTransactionAsync(pending.Select(one => one.Action), cancellation);
                return -1;
            }
            catch (RequestFailedException error) when (error.IsConflict())
            {
                var failed = await FailedAsync(error, pending, cancellation);
                if (failed is { IsLenient: true })
                    await DropMissingAsync(pending, cancellation);
                else if (failed is not null)
                    return await IsWrittenAsync(failed, cancellation) ? -1 : failed.Index;
            }
            catch (Exception error) when (error.IsUncertain(cancellation))
            {
                // Known only where a row tells; otherwise the caller has to repeat it.
                if (await IsWrittenAsync(pending[0], cancellation))
                    return -1;
                throw;
            }
        }

        return -1;
    }

    private TableTransactionAction Action(RecordOperation operation, string? spill)
    {
        var entity = RecordEntity.Of(operation, partition, Id, spill);
        return operation.Action switch
        {
            RecordAction.Insert => new(TableTransactionActionType.Add, entity),
            RecordAction.Replace => new(TableTransactionActionType.UpdateReplace, entity, RecordEntity.RowETag(operation.ETag!)),
            RecordAction.Upsert => new(TableTransactionActionType.UpsertReplace, entity),
            _ => new(
                TableTransactionActionType.Delete, entity, operation.ETag is { } etag ? RecordEntity.RowETag(etag) : ETag.All),
        };
    }

    /// <summary>The operation that failed; null where it would not fail now, so that the whole is tried again.</summary>
    private async ValueTask<Pending?> FailedAsync(RequestFailedException error, List<Pending> pending, CancellationToken cancellation)
    {
        if (pending.Count == 1)
            return pending[0];
        if (error is TableTransactionFailedException { FailedTransactionActionIndex: { } index } && index < pending.Count)
            return pending[index];

        // The service did not say which.
        foreach (var one in pending)
        {
            var row = await FindAsync(one, cancellation);
            var holds = one.Operation.Action switch
            {
                RecordAction.Insert => row is null,
                RecordAction.Replace => row?.ETag == one.Action.ETag,
                RecordAction.Delete => row is not null && (one.IsLenient || row.ETag == one.Action.ETag),
                _ => true,
            };
            if (!holds)
                return one;
        }

        return null;
    }

    /// <summary>Rows that are to go and are gone already: Tables calls that a fault of the whole transaction, the port does not.</summary>
    private async ValueTask DropMissingAsync(List<Pending> pending, CancellationToken cancellation)
    {
        var lenient = pending.Where(one => one.IsLenient).ToList();
        if (lenient.Count == 1)
        {
            pending.Remove(lenient[0]);
            return;
        }

        var rows = await Task.WhenAll(lenient.Select(one => FindAsync(one, cancellation)));
        pending.RemoveAll(one => one.IsLenient && rows[lenient.IndexOf(one)] is null);
    }

    /// <summary>True where a row of this write is there. Its rows come and go together, so one tells of all.</summary>
    private async ValueTask<bool> IsWrittenAsync(Pending failed, CancellationToken cancellation)
    {
        var witness = failed.Operation.Action != RecordAction.Delete
            ? failed.Operation
            : operations.FirstOrDefault(operation => operation.Action != RecordAction.Delete);
        if (witness is null)
            return false;
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            partition, TableKeys.Row(witness.Row), [RecordEntity.Write], cancellation);
        return row.HasValue && row.Value!.GetString(RecordEntity.Write) == Id;
    }

    private async Task<TableEntity?> FindAsync(Pending one, CancellationToken cancellation)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, one.Action.Entity.RowKey, null, cancellation);
        return row.HasValue ? row.Value : null;
    }

    private sealed record Pending(int Index, RecordOperation Operation, TableTransactionAction Action)
    {
        /// <summary>A removal that a missing row does not hinder.</summary>
        public bool IsLenient => Operation is { Action: RecordAction.Delete, ETag: null };
    }
}
