using System.Text.Json;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Starts looks for feedback files, one at a time for a batch.</summary>
public sealed class FeedbackOpening(IWorkflowClient workflows, ICatalogs catalogs, UlidFactory ids, TimeProvider time)
{
    /// <summary>Starts one where it is time for it.</summary>
    internal async ValueTask LookAsync(Batch batch, StoredStanding standing, string? etag, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (batch.Feedback is not { } rules || Math.Abs(now - standing.FeedbackAt) < (long)rules.Every.TotalMilliseconds
            || (standing.FeedbackRun is { } last && await workflows.GetAsync(last, cancellation) is { Ended: false }))
        {
            return;
        }

        var instance = BatchWorkflows.FeedbackPrefix + ids.Next();
        var flow = BatchWorkflows.ReadBatchFeedback;
        await workflows.StartAsync(
            new(
                flow.Name, flow.Version, instance,
                JsonSerializer.SerializeToUtf8Bytes(new ReadFeedbackInput(batch.Id, catalogs.Current.Version), flow.Input),
                [FileBook.Standing(batch.Id, standing with { FeedbackAt = now, FeedbackRun = instance }, etag)]),
            cancellation);
    }
}
