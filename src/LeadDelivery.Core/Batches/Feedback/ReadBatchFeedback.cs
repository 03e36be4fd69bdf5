using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>The orchestration of one look for feedback: what is new is fetched, then the leads it tells of are marked, part by part.</summary>
public static class ReadBatchFeedback
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Runs it; true where something was found.</summary>
    public static async Task<bool> RunAsync(IWorkflowContext context, ReadFeedbackInput input)
    {
        FeedbackOutput found;
        try
        {
            context.SetStatus($"{input.Batch}: looking for feedback");
            found = await context.CallAsync(BatchWorkflows.FetchFeedback, input);
        }
        catch (ActivityFailedException)
        {
            // The next look comes on time.
            return false;
        }

        foreach (var file in found.Files)
        {
            for (var chunk = 0; chunk < file.Chunks; chunk++)
            {
                context.SetStatus($"{input.Batch}: feedback, part {chunk + 1} of {file.Chunks}");
                await MarkAsync(context, new(input.Batch, input.Catalog, file.Digest, chunk, chunk == file.Chunks - 1));
            }
        }

        return found.Files.Count > 0;
    }

    // What a recipient has said counts, however long what keeps it from being recorded lasts.
    private static async Task MarkAsync(IWorkflowContext context, FeedbackInput part)
    {
        var wait = TimeSpan.FromSeconds(1);
        while (true)
        {
            try
            {
                await context.CallAsync(BatchWorkflows.SettleFeedback, part);
                return;
            }
            catch (ActivityFailedException)
            {
                await context.DelayUntilAsync(context.UtcNow + wait);
                wait = wait < LongestWait ? wait * 2 : wait;
            }
        }
    }
}
