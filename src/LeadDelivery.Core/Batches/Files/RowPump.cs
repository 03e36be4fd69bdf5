using LeadDelivery.Core.Batches.Checks;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>What was written.</summary>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Mistaken">Rows that are not, for their mistakes.</param>
internal sealed record WrittenRows(int Rows, int Mistaken, IReadOnlyList<ColumnTotal> Totals, IReadOnlyList<FileFinding> Findings);

/// <summary>Brings a file's rows from the store to its writer: chunks are mapped a few at once, and written in their order.</summary>
internal sealed class RowPump(IRecordStore records, RowMapper mapper)
{
    /// <summary>Chunks mapped at once: two for each processor keep them all busy, and little in memory.</summary>
    private static readonly int AtOnce = 2 * Environment.ProcessorCount;

    /// <summary>Runs it. Mistakes of rows are stored with their chunk.</summary>
    public async Task<WrittenRows> RunAsync(
        FileInput input, BatchFile file, Batch batch, Catalog catalog, RowWriter writer, CancellationToken cancellation)
    {
        var sums = batch.Checks.Totals.Select(total => (Index: IndexOf(batch, total), Sum: new ColumnSum(total))).ToList();
        var withdrawn = await WithdrawnAsync(input.Batch, cancellation);
        var mapping = new Queue<Task<MappedRow[]>>();
        var findings = new List<FileFinding>();
        var (next, mistaken) = (0, 0);
        for (var chunk = 0; chunk < file.Chunks; chunk++)
        {
            while (next < file.Chunks && mapping.Count < AtOnce)
            {
                var number = next++;
                mapping.Enqueue(Task.Run(() => MapAsync(input, file, batch, catalog, number, withdrawn, cancellation), cancellation));
            }

            var problems = new Dictionary<int, string>();
            var rows = await mapping.Dequeue();
            for (var index = 0; index < rows.Length; index++)
            {
                var problem = rows[index].Problem ?? await writer.WriteAsync(rows[index].Values, cancellation);
                if (problem is not null)
                {
                    problems[index] = problem;
                    continue;
                }

                foreach (var (at, sum) in sums)
                {
                    sum.Add(rows[index].Values[at]);
                }
            }

            mistaken += problems.Count;
            await StoreAsync(input, chunk, problems, cancellation);
            Report(batch, problems, findings);
        }

        return new((int)writer.Rows, mistaken, [.. sums.Select(each => each.Sum.Total)], findings);
    }

    private static int IndexOf(Batch batch, string column) =>
        batch.Columns.Select((each, at) => (each.Name, At: at)).First(each => each.Name == column).At;

    private async Task<MappedRow[]> MapAsync(
        FileInput input, BatchFile file, Batch batch, Catalog catalog, int chunk, HashSet<string> withdrawn, CancellationToken cancellation)
    {
        var rows = (await records.ChunkAsync(input.Batch, input.File, chunk, cancellation))?.Rows ?? [];
        var mapped = new MappedRow[rows.Count];
        for (var index = 0; index < mapped.Length; index++)
        {
            mapped[index] = withdrawn.Contains(rows[index].Key)
                ? new([], RowProblem.Withdrawn)
                : await mapper.MapAsync(records, rows[index], batch, catalog, file.OpenedAt, cancellation);
        }

        return mapped;
    }

    // Few, and read at once: looking at each row's delivery would cost as much as making the row.
    private async ValueTask<HashSet<string>> WithdrawnAsync(string batch, CancellationToken cancellation)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var prefix = BatchRecords.WithdrawnPrefix;
        await foreach (var row in records.QueryAsync(new(BatchRecords.Partition(batch), prefix, prefix + "~"), cancellation))
        {
            keys.Add(row.Row[prefix.Length..]);
        }

        return keys;
    }

    private async ValueTask StoreAsync(FileInput input, int chunk, Dictionary<int, string> problems, CancellationToken cancellation)
    {
        var (partition, row) = (BatchRecords.Partition(input.Batch), BatchRecords.ProblemRow(input.File, chunk));
        if (problems.Count > 0)
        {
            await records.WriteAsync([RecordOperation.Upsert(partition, row, BatchRecords.Bytes(new RowProblems(problems)))], cancellation);
        }
        else if (await records.GetAsync(partition, row, cancellation) is not null)
        {
            await records.WriteAsync([RecordOperation.Delete(partition, row)], cancellation);
        }
    }

    private static void Report(Batch batch, Dictionary<int, string> problems, List<FileFinding> findings)
    {
        foreach (var problem in problems.Values.Where(problem => problem is not (RowProblem.Erased or RowProblem.Withdrawn)))
        {
            findings.Add(new("failing_rows", $"a row cannot be written: {problem}") { Stops = batch.Checks.StopOnRow });
        }
    }
}
