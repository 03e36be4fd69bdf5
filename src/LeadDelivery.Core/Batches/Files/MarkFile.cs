using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Checks;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>Records where a file stands, and tells somebody where it has to be looked at.</summary>
internal sealed class MarkFile(ICatalogs catalogs, AlertBook alerts, TimeProvider time)
{
    /// <summary>Runs it.</summary>
    public async Task<bool> RunAsync(IActivityContext context, MarkInput input, CancellationToken cancellation)
    {
        var file = await context.Records.FileAsync(input.Batch, input.File, cancellation);
        var state = file.State == FileState.Empty ? FileState.Empty : input.State ?? file.State;
        var ends = file.Ended == 0 && state is (FileState.Delivered or FileState.Discarded or FileState.Empty);
        var arrived = state == FileState.Settling && file.Confirmed == 0;
        var marked = file with
        {
            State = state,
            Problem = state is FileState.Settling or FileState.Delivered ? null : input.Problem ?? file.Problem,
            Confirmed = arrived ? time.GetUtcNow().ToUnixTimeMilliseconds() : file.Confirmed,
            Ended = ends ? time.GetUtcNow().ToUnixTimeMilliseconds() : file.Ended,
        };
        context.Write(input.Batch, input.File, marked);
        if (ends)
        {
            context.Write(RecordOperation.Delete(BatchRecords.Partition(input.Batch), BatchRecords.OpenRow(input.File)));
        }

        if (ends && state == FileState.Delivered && marked.Rows > 0)
        {
            await CountAsync(context, input.Batch, marked.Rows, cancellation);
        }

        if (input.Alert is { } alert)
        {
            var recipient = catalogs.Version(file.Catalog).Batches.GetValueOrDefault(input.Batch)?.Recipient;
            alerts.Raise(context, alert, recipient, null, $"batch {input.Batch}, file {file.Name ?? input.File}: {marked.Problem ?? "see the file's report"}");
        }

        return true;
    }

    // What is usual, for the check of growth: a file without rows says nothing of it.
    private static async ValueTask CountAsync(IActivityContext context, string batch, int rows, CancellationToken cancellation)
    {
        var (standing, etag) = await context.Records.StandingAsync(batch, cancellation);
        var counts = (standing.Counts ?? []).Prepend(rows).Take(BatchHistory.Length).ToList();
        context.Write(FileBook.Standing(batch, standing with { Counts = counts }, etag));
    }
}
