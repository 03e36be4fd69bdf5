using System.Collections.Concurrent;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>Sends an archived file. One that may have been sent is looked up on the far side before it is sent again.</summary>
internal sealed class SendFile(ICatalogs catalogs, IFileStore files, IFileTransport transport, TimeProvider time)
{
    private const string Erased = "a consumer in it was erased, and with the consumer the archived file";
    private const string MayHaveArrived = "it was being sent when the process ended, and may have arrived";
    private const string Unkept = "it has arrived, but what was said of its rows cannot be kept: " + FullDisk.Here;
    private const string Lost = "it has arrived, but what was said of its rows was lost: no room was left on the disk here until the process ended";

    // Of files that have arrived, until there is room for what was said of their rows. A process that ends before loses it, as one does that
    // ends before it has kept a reply; the file is not sent again for it.
    private readonly ConcurrentDictionary<string, TransferResult> _unkept = new(StringComparer.Ordinal);

    /// <summary>Runs it. What goes wrong on the way or on the far side is a state, never an exception.</summary>
    public async Task<FileStep> RunAsync(IActivityContext context, FileInput input, CancellationToken cancellation)
    {
        var file = await context.Records.FileAsync(input.Batch, input.File, cancellation);
        if (file.Rows == 0 && !file.SendsEmpty)
        {
            // It was held for mistakes in all of its rows, and released: nothing is left to send.
            context.Write(input.Batch, input.File, file with { State = FileState.Empty, Problem = null });
            return new(FileState.Empty, file.Chunks);
        }

        var made = catalogs.Version(file.Catalog).Batches[input.Batch];

        // Where it goes, and the way in, are today's: a password that was wrong can be mended while the file waits.
        var batch = catalogs.Current.Batches.GetValueOrDefault(input.Batch) ?? made;
        var isUnkept = _unkept.TryGetValue(input.File, out var result);
        result ??= file.Tries > 0 ? await FindAsync(batch.To, input, file, cancellation) : null;
        var sent = result is null;
        if (result is null)
        {
            if (!await IsArchivedAsync(context.Records, input, file, cancellation))
            {
                return Unarchived(context, input, file);
            }

            await context.WriteNowAsync(Try(input, file), cancellation);
            var transfer = Transfer(input, file, batch) with
            {
                Appearing = async now => await context.WriteNowAsync(Try(input, file with { Appearing = true }), now),
                MayHaveAppeared = file.Appearing && !input.Ordered,
            };
            result = await transport.SendAsync(transfer, cancellation);
        }

        if (result.Rows is { } rows)
        {
            rows = isUnkept && await context.Records.IsErasedAsync(input.Batch, input.File, cancellation)
                ? [.. rows.Select(row => row with { Reason = null })]
                : rows;
            if (!await TryStoreAsync(context, input, file, rows, Others(batch.To), cancellation))
            {
                _unkept[input.File] = result;
                context.Write(input.Batch, input.File, file with
                {
                    State = FileState.Sending,
                    Tries = file.Tries + (sent ? 1 : 0),
                    Underway = true,
                    Problem = Unkept,
                });
                return new(FileState.Unconfirmed, file.Chunks, Retry: true);
            }

            context.AfterCommit(() => _unkept.TryRemove(input.File, out _));
        }

        var state = result.Outcome switch
        {
            TransferOutcome.Confirmed => FileState.Settling,
            TransferOutcome.Unconfirmed => FileState.Unconfirmed,
            TransferOutcome.Failed => FileState.Sending,
            _ => FileState.Failed,
        };
        context.Write(input.Batch, input.File, file with
        {
            State = state,
            Tries = file.Tries + (sent ? 1 : 0),

            // What could not be looked up is as unknown as before.
            Underway = file.Underway && !sent && result.Outcome == TransferOutcome.Failed,
            Appearing = result.Outcome == TransferOutcome.Unconfirmed || (file.Appearing && !sent && result.Outcome == TransferOutcome.Failed),
            NameTaken = result.Outcome == TransferOutcome.NameTaken && (sent || file.NameTaken),
            Problem = result.Reason,
            Confirmed = state == FileState.Settling ? time.GetUtcNow().ToUnixTimeMilliseconds() : file.Confirmed,
        });
        return new(state, file.Chunks, Retry: result.Outcome == TransferOutcome.Failed);
    }

    private async ValueTask<bool> IsArchivedAsync(IRecordStore records, FileInput input, BatchFile file, CancellationToken cancellation)
    {
        if (await records.IsErasedAsync(input.Batch, input.File, cancellation))
        {
            return false;
        }

        await using var archived = await files.GetAsync(BatchRecords.Archive(input.Batch, input.File, file.Name!), cancellation);
        return archived is not null;
    }

    // It is not on the far side, so that it can be written anew under its name. One that was delivered before is not: its report stays.
    private static FileStep Unarchived(IActivityContext context, FileInput input, BatchFile file)
    {
        var state = file.Resends == 0 ? FileState.Building : FileState.Failed;
        context.Write(input.Batch, input.File, file with { State = state, Underway = false, Problem = Erased });
        return new(state, file.Chunks);
    }

    private static RecordOperation Try(FileInput input, BatchFile file) => RecordOperation.Upsert(
        BatchRecords.Partition(input.Batch), BatchRecords.FileRow(input.File),
        BatchRecords.Bytes(file with { State = FileState.Sending, Underway = true, NameTaken = false, Tries = file.Tries + 1 }));

    // Null: it is not there, and may be sent.
    private async ValueTask<TransferResult?> FindAsync(Destination to, FileInput input, BatchFile file, CancellationToken cancellation)
    {
        var far = await transport.LookAsync(to, file.Name!, cancellation);
        return far switch
        {
            { Length: not null } when file.NameTaken => new(TransferOutcome.NameTaken, "another file of this name is there"),
            { Length: { } length } when length == file.Bytes => new(TransferOutcome.Confirmed),
            { Length: { } length } => new(TransferOutcome.NameTaken, $"a file of this name is there with {length} bytes instead of {file.Bytes}"),
            { NeverKnown: true } => file.Underway && !input.Ordered
                ? new(TransferOutcome.Unconfirmed, file.Problem == Unkept ? Lost : MayHaveArrived)
                : null,
            { Unknown: true } => new(TransferOutcome.Failed, far.Problem),
            _ => null,
        };
    }

    private FileTransfer Transfer(FileInput input, BatchFile file, Batch batch) => new(
        batch.To, input.File, file.Name!, file.Bytes, file.Sha256!,
        async cancellation => await files.GetAsync(BatchRecords.Archive(input.Batch, input.File, file.Name!), cancellation)
            ?? throw new FileNotFoundException("the archived file is gone"))
    {
        Batch = input.Batch,
        Rows = file.Rows,
        Made = TimeZoneInfo.ConvertTime(file.OpenedAt, batch.Schedule.Zone),
    };

    // What becomes of rows that a reply says nothing of.
    private static RowAnswer? Others(Destination to) => to is HttpDestination { Rows.OthersAccepted: false }
        ? new(Outcome.Error, "the recipient's reply says nothing of this row")
        : null;

    // False: no room is left for it here.
    private async ValueTask<bool> TryStoreAsync(
        IActivityContext context, FileInput input, BatchFile file, IReadOnlyList<RowReply> replies, RowAnswer? others,
        CancellationToken cancellation)
    {
        try
        {
            await StoreAsync(context, input, file, replies, others, cancellation);
            return true;
        }
        catch (IOException fault) when (FullDisk.Is(fault))
        {
            return false;
        }
    }

    // By chunk, so that marking leads reads no more than it needs. With the archive: what a recipient says may hold a consumer's data.
    private async ValueTask StoreAsync(
        IActivityContext context, FileInput input, BatchFile file, IReadOnlyList<RowReply> replies, RowAnswer? others,
        CancellationToken cancellation)
    {
        var byLead = replies.Where(reply => reply.Lead is not null)
            .GroupBy(reply => reply.Lead!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var byIndex = replies.Where(reply => reply.Lead is null).ToDictionary(reply => reply.Index);
        var sent = 0;
        for (var chunk = 0; chunk < file.Chunks; chunk++)
        {
            var rows = (await context.Records.ChunkAsync(input.Batch, input.File, chunk, cancellation))?.Rows ?? [];
            var problems = await context.Records.ProblemsAsync(input.Batch, input.File, chunk, cancellation);
            var answers = new Dictionary<int, RowAnswer>();
            for (var index = 0; index < rows.Count; index++)
            {
                if (problems.ContainsKey(index))
                {
                    continue;
                }

                var answer = byLead.TryGetValue(rows[index].Lead, out var reply) || byIndex.TryGetValue(sent, out reply)
                    ? new(reply.Outcome, reply.Reason, reply.RecipientLeadId, reply.Price)
                    : others;
                if (answer is not null)
                {
                    answers[index] = answer;
                }

                sent++;
            }

            if (answers.Count > 0)
            {
                using var json = new MemoryStream(BatchRecords.Bytes(new RowAnswers(answers)));
                await files.PutAsync(BatchRecords.Answers(input.Batch, input.File, chunk), json, cancellation);
            }
        }
    }
}
