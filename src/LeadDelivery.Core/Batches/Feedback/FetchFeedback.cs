using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Fetches feedback files that were not read yet, and puts what they say where it is worked through.</summary>
internal sealed class FetchFeedback(
    ICatalogs catalogs, IFileStore files, FileSpool spool, IFileTransport transport, AlertBook alerts, TimeProvider time)
{
    /// <summary>Files of one look; the others are for the next.</summary>
    private const int MostFiles = 20;

    /// <summary>Problems of a file that are told.</summary>
    private const int MostProblems = 20;

    /// <summary>Runs it.</summary>
    public async Task<FeedbackOutput> RunAsync(IActivityContext context, ReadFeedbackInput input, CancellationToken cancellation)
    {
        var catalog = catalogs.Version(input.Catalog);
        var batch = catalog.Batches[input.Batch];
        var currency = catalog.Recipients[batch.Recipient].Currency;
        var rules = batch.Feedback!;
        if (await IsMarkingAsync(context.Records, batch.Id, cancellation))
        {
            // What it says of leads that are not marked yet could not be told from what it says of unknown ones. The next look is in time.
            return new([]);
        }

        var listing = await transport.ListAsync(rules.From, cancellation);
        if (listing.Problem is { } problem)
        {
            alerts.Raise(context, "batch_feedback", batch.Recipient, null, $"batch {batch.Id}: feedback cannot be looked for: {problem}");
            return new([]);
        }

        var found = new List<FetchedFeedback>();
        var pattern = Pattern(rules.Pattern);
        foreach (var entry in listing.Files.Where(file => pattern.IsMatch(file.Name)).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            var digest = Digest(entry);
            if (found.Count < MostFiles
                && await context.Records.GetAsync(BatchRecords.Partition(batch.Id), BatchRecords.FeedbackRow(digest), cancellation) is null
                && await TryFetchAsync(context, batch, currency, entry, digest, cancellation) is { } chunks)
            {
                found.Add(new(digest, chunks));
            }
        }

        return new(found);
    }

    private static async ValueTask<bool> IsMarkingAsync(IRecordStore records, string batch, CancellationToken cancellation)
    {
        var open = new RecordQuery(BatchRecords.Partition(batch), BatchRecords.OpenPrefix, BatchRecords.OpenPrefix + "~");
        await foreach (var row in records.QueryAsync(open, cancellation))
        {
            var file = await records.FindFileAsync(batch, row.Row[BatchRecords.OpenPrefix.Length..], cancellation);
            if (file is { State: FileState.Settling } or { State: FileState.Sending, Underway: true })
            {
                return true;
            }
        }

        return false;
    }

    // One that grows, or is written anew, is another one each time: what it says again changes nothing.
    private static string Digest(FarEntry entry) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{entry.Name}\n{entry.Length}\n{entry.Modified?.ToUnixTimeMilliseconds()}")))[..32];

    private static Regex Pattern(string pattern) => new(
        "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private async ValueTask<int?> TryFetchAsync(
        IActivityContext context, Batch batch, string currency, FarEntry entry, string digest, CancellationToken cancellation)
    {
        try
        {
            return await FetchAsync(context, batch, currency, entry, digest, cancellation);
        }
        catch (IOException fault) when (FullDisk.Is(fault))
        {
            alerts.Raise(context, "batch_feedback", batch.Recipient, null, $"batch {batch.Id}: {entry.Name} cannot be kept: {FullDisk.Here}");
            return null;
        }
    }

    private async ValueTask<int?> FetchAsync(
        IActivityContext context, Batch batch, string currency, FarEntry entry, string digest, CancellationToken cancellation)
    {
        await using var file = spool.Create();
        if (await transport.ReadAsync(batch.Feedback!.From, entry.Name, file, cancellation) is { } problem)
        {
            alerts.Raise(context, "batch_feedback", batch.Recipient, null, $"batch {batch.Id}: {entry.Name} cannot be read: {problem}");
            return null;
        }

        file.Position = 0;
        var now = time.GetUtcNow();
        var part = new List<LeadAnswer>();
        var problems = new List<string>();
        var chunks = 0;
        var reader = new FeedbackReader(batch.Feedback, new FeedbackLimits(), currency);
        await foreach (var row in reader.ReadAsync(file, now, cancellation))
        {
            if (row.Reply is not { Lead: { } lead } reply)
            {
                problems.Add($"line {row.Line}: {row.Problem}");
                continue;
            }

            part.Add(new(lead, new RowAnswer(reply.Outcome, reply.Reason, reply.RecipientLeadId, reply.Price)));
            if (part.Count == FeedbackRows.Most)
            {
                await PutAsync(batch.Id, digest, chunks++, new(entry.Name, now.ToUnixTimeMilliseconds(), part), cancellation);
                part = [];
            }
        }

        var last = new FeedbackRows(entry.Name, now.ToUnixTimeMilliseconds(), part, problems.Count == 0 ? null : [.. problems.Take(MostProblems)]);
        await PutAsync(batch.Id, digest, chunks++, last, cancellation);
        if (problems.Count > 0)
        {
            alerts.Raise(
                context, "batch_feedback", batch.Recipient, null,
                $"batch {batch.Id}: {problems.Count} rows of {entry.Name} cannot be read, the first: {problems[0]}");
        }

        return chunks;
    }

    private async ValueTask PutAsync(string batch, string digest, int chunk, FeedbackRows rows, CancellationToken cancellation)
    {
        using var json = new MemoryStream(BatchRecords.Bytes(rows));
        await files.PutAsync(BatchRecords.FeedbackPart(batch, digest, chunk), json, cancellation);
    }
}
