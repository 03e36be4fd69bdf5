using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>
/// Decides which rows belong to a file. A chunk of them leaves the queue and joins the file in one transaction of the store, so that a row
/// is in one file whatever fails when; a step that is repeated goes on after the last chunk.
/// </summary>
/// <param name="records">The store itself: chunks are durable one by one, not with the step's result.</param>
internal sealed class TakeRows(IRecordStore records, TimeProvider time)
{
    /// <summary>Transactions under way at once: they share the store's commits.</summary>
    private const int AtOnce = 8;

    /// <summary>How often the queue is read anew because others had changed what was read: only two takers at once do.</summary>
    private const int MaxRounds = 10;

    /// <summary>Runs it.</summary>
    public async Task<FileStep> RunAsync(IActivityContext context, FileInput input, CancellationToken cancellation)
    {
        var file = await records.FileAsync(input.Batch, input.File, cancellation);
        var (chunks, members) = await TakenAsync(input, cancellation);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await records.FileAsync(input.Batch, input.File, cancellation) is { State: not (FileState.Taking or FileState.Failed) } taken)
            {
                // Somebody who was given the same step has ended it: a row taken now would be in no file.
                return new(taken.State, taken.Chunks);
            }

            var (found, moved) = (0, 0);
            await foreach (var group in GroupsAsync(file, input.Batch, members, cancellation))
            {
                found += group.Count;
                var moves = group.Chunk(FileRows.Most).Select(rows => MoveAsync(input, chunks++, rows, cancellation)).ToList();
                moved += (await Task.WhenAll(moves)).Sum();
            }

            members += moved;
            if (moved < found)
            {
                (chunks, members) = await TakenAsync(input, cancellation);
            }

            if (found == 0 || members >= Limit(file))
            {
                break;
            }
        }

        // Without those of transactions that did not hold, and of steps before this one.
        (chunks, members) = await TakenAsync(input, cancellation);
        var state = members == 0 && file.State == FileState.Taking && !file.SendsEmpty ? FileState.Empty : FileState.Building;
        context.Write(input.Batch, input.File, file with
        {
            State = state,
            Members = members,
            Chunks = chunks,
            Ended = state == FileState.Empty ? file.Opened : 0,
        });
        if (state == FileState.Empty)
        {
            context.Write(RecordOperation.Delete(BatchRecords.Partition(input.Batch), BatchRecords.OpenRow(input.File)));
        }

        await ReleaseAsync(context, input, cancellation);
        return new(state, chunks);
    }

    private static int Limit(BatchFile file) => file.Limit == 0 ? int.MaxValue : file.Limit;

    private async ValueTask<(int Chunks, int Members)> TakenAsync(FileInput input, CancellationToken cancellation)
    {
        var (chunks, members) = (0, 0);
        var prefix = BatchRecords.ChunkPrefix(input.File);
        await foreach (var row in records.QueryAsync(new(BatchRecords.Partition(input.Batch), prefix, prefix + "~"), cancellation))
        {
            chunks = int.Parse(row.Row.AsSpan(prefix.Length)) + 1;
            members += BatchRecords.Rows(row).Rows.Count;
        }

        return (chunks, members);
    }

    private async IAsyncEnumerable<List<Record>> GroupsAsync(
        BatchFile file, string batch, int members, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var group = new List<Record>();
        await foreach (var row in RowsAsync(file, batch, Limit(file) - members, cancellation))
        {
            group.Add(row);
            if (group.Count == AtOnce * FileRows.Most)
            {
                yield return group;
                group = [];
            }
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    // Those that were there when the file was opened; and those that only a clock which was ahead then can have made: left alone they
    // would wait, and have one empty file after the other be made for them, until the clock is there again.
    private async IAsyncEnumerable<Record> RowsAsync(
        BatchFile file, string batch, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (limit <= 0)
        {
            yield break;
        }

        var (opened, now) = (BatchQueue.After(file.OpenedAt), BatchQueue.After(time.GetUtcNow()));
        await foreach (var row in records.QueryAsync(BatchQueue.Waiting(batch, to: opened, limit: limit), cancellation))
        {
            limit--;
            yield return row;
        }

        if (limit > 0)
        {
            var ahead = string.CompareOrdinal(now, opened) > 0 ? now : opened;
            await foreach (var row in records.QueryAsync(BatchQueue.Waiting(batch, from: ahead, limit: limit), cancellation))
            {
                yield return row;
            }
        }
    }

    // How many rows: all, or none where one of them has left the queue meanwhile.
    private async Task<int> MoveAsync(FileInput input, int chunk, Record[] rows, CancellationToken cancellation)
    {
        var body = BatchRecords.Bytes(new FileRows([.. rows.Select(BatchRecords.Queued)]));
        var conflict = await records.WriteAsync(
            [
                RecordOperation.Insert(BatchRecords.Partition(input.Batch), BatchRecords.ChunkRow(input.File, chunk), body),
                .. rows.Select(row => RecordOperation.Delete(row.Partition, row.Row, row.ETag)),
            ],
            cancellation);
        return conflict < 0 ? rows.Length : 0;
    }

    private static async ValueTask ReleaseAsync(IActivityContext context, FileInput input, CancellationToken cancellation)
    {
        var (standing, etag) = await context.Records.StandingAsync(input.Batch, cancellation);
        if (standing.Taking == input.File)
        {
            context.Write(FileBook.Standing(input.Batch, standing with { Taking = null }, etag));
        }
    }
}
