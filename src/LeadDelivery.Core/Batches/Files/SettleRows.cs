using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>Marks the leads of one chunk of a file that has arrived, or was given up.</summary>
internal sealed class SettleRows(ICatalogs catalogs, IFileStore files, RowSettlement settlement, TimeProvider time)
{
    private const string GivenUp = "the file was given up by an operator";

    /// <summary>Runs it; false where there is no such chunk.</summary>
    public async Task<bool> RunAsync(IActivityContext context, SettleInput input, CancellationToken cancellation)
    {
        var file = await context.Records.FileAsync(input.Batch, input.File, cancellation);
        if (await context.Records.ChunkAsync(input.Batch, input.File, input.Chunk, cancellation) is not { } chunk)
        {
            // Chunks of transactions that did not hold leave gaps.
            return input.Chunk < file.Chunks;
        }

        var catalog = catalogs.Version(file.Catalog);
        var recipient = catalog.Recipients[catalog.Batches[input.Batch].Recipient];
        var problems = await context.Records.ProblemsAsync(input.Batch, input.File, input.Chunk, cancellation);
        var answers = await AnswersAsync(input, cancellation);
        var at = file.Confirmed > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(file.Confirmed) : time.GetUtcNow();
        var (accepted, refused) = (0, 0);
        for (var index = 0; index < chunk.Rows.Count; index++)
        {
            var result = Result(input, file, at, problems.GetValueOrDefault(index), answers.GetValueOrDefault(index));
            accepted += result.Outcome == Outcome.Success ? 1 : 0;
            refused += result.Outcome is Outcome.Failure or Outcome.Duplicate ? 1 : 0;
            if (await settlement.ApplyAsync(context, chunk.Rows[index], recipient, result, cancellation) is null)
            {
                var withdrawn = BatchRecords.WithdrawnRow(chunk.Rows[index].Key);
                context.Write(RecordOperation.Delete(BatchRecords.Partition(input.Batch), withdrawn));
            }
        }

        var counted = $"rows/{input.Chunk}";
        if (!input.Discarded && file.Counted != counted)
        {
            context.Write(input.Batch, input.File, file with
            {
                Accepted = input.Chunk == 0 ? accepted : file.Accepted + accepted,
                Refused = input.Chunk == 0 ? refused : file.Refused + refused,
                Counted = counted,
            });
        }

        return true;
    }

    private static RowResult Result(SettleInput input, BatchFile file, DateTimeOffset at, string? problem, RowAnswer? answer)
    {
        var result = new RowResult(input.File, file.Name, at, Outcome.Success);
        return problem == RowProblem.Erased ? result with { Outcome = Outcome.Error, Reason = problem, Name = null }
            : input.Discarded ? result with { Outcome = Outcome.Failure, Reason = GivenUp, Name = null }
            : problem is not null ? result with { Outcome = Outcome.Queued, Reason = $"waiting for review: {problem}", InReview = true }
            : answer is not null ? result with
            {
                Outcome = answer.Outcome,
                Reason = answer.Reason,
                RecipientLeadId = answer.RecipientLeadId,
                Price = answer.Price,
            }
            : result;
    }

    private async ValueTask<IReadOnlyDictionary<int, RowAnswer>> AnswersAsync(SettleInput input, CancellationToken cancellation)
    {
        return await BatchArchive.ReadAsync(files, BatchRecords.Answers(input.Batch, input.File, input.Chunk), cancellation) is { } stored
            ? BatchRecords.Answers(stored.Span).Items
            : new Dictionary<int, RowAnswer>();
    }
}

/// <summary>Mistakes of rows that mean something more than their words.</summary>
internal static class RowProblem
{
    /// <summary>The lead was erased after it had been queued.</summary>
    public const string Erased = "the consumer's data was erased";

    /// <summary>The lead was sold to another in the race that the row was part of.</summary>
    public const string Withdrawn = "superseded: the race was won by another";
}
