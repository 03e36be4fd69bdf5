using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Retrying;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>
/// The orchestration of one file: its rows are decided, it is written, checked and archived, sent until it is confirmed, and then its leads
/// are marked. What needs somebody waits for an operator's order, as long as that takes.
/// </summary>
public sealed class SendBatchFile(ICatalogs catalogs)
{
    /// <summary>Chunks marked in one run, before the instance starts over with an empty history: some 5,000 leads.</summary>
    private const int ChunksPerRun = 50;

    private const string Release = "release";
    private const string Resend = "resend";
    private const string Discard = "discard";
    private const string Confirm = "confirm";

    /// <summary>Runs it.</summary>
    public async Task<SendFileOutput> RunAsync(IWorkflowContext context, SendFileInput input)
    {
        if (input.Chunk is { } chunk)
        {
            return await SettleAsync(context, input, chunk);
        }

        if (!input.Again)
        {
            if (await PrepareAsync(context, input) is { } ended)
            {
                return ended;
            }
        }

        if (!await SendAsync(context, input))
        {
            return Discarded(context, input);
        }

        if (input.Again)
        {
            await MustAsync(context, BatchWorkflows.MarkFile, new MarkInput(input.Batch, input.File, FileState.Delivered));
            return new(FileState.Delivered);
        }

        context.ContinueAsNew(BatchWorkflows.SendBatchFile, input with { Chunk = 0 });
        return new(FileState.Settling);
    }

    // Null: it is ready to be sent.
    private async Task<SendFileOutput?> PrepareAsync(IWorkflowContext context, SendFileInput input)
    {
        context.SetStatus($"{input.Batch}: taking rows");
        var step = await StepAsync(context, input, BatchWorkflows.TakeRows);
        while (step is null)
        {
            // Rows that are decided stay so: there is nothing to give up before they all are.
            await OrderAsync(context, Resend, Release);
            step = await StepAsync(context, input, BatchWorkflows.TakeRows);
        }

        if (step.State == FileState.Empty)
        {
            return new(FileState.Empty);
        }

        while (true)
        {
            context.SetStatus($"{input.Batch}: writing the file");
            step = await StepAsync(context, input, BatchWorkflows.BuildFile);
            if (step is { State: FileState.Sending })
            {
                return null;
            }

            if (step is { State: FileState.Empty })
            {
                context.ContinueAsNew(BatchWorkflows.SendBatchFile, input with { Chunk = 0 });
                return new(FileState.Settling);
            }

            context.SetStatus($"{input.Batch}: waits for an operator");
            var order = step is null ? await OrderAsync(context, Resend, Discard) : await OrderAsync(context, Release, Resend, Discard);
            if (order == Discard)
            {
                return Discarded(context, input);
            }

            if (order == Release)
            {
                return null;
            }
        }
    }

    // False: it was given up.
    private async Task<bool> SendAsync(IWorkflowContext context, SendFileInput input)
    {
        var retry = catalogs.Version(input.Catalog).Batches[input.Batch].Retry;
        var ordered = input.Again;
        for (var attempt = 1; ; attempt++)
        {
            context.SetStatus($"{input.Batch}: sending, attempt {attempt}");
            var step = await TryAsync(context, BatchWorkflows.SendFile, new(input.Batch, input.File, attempt, ordered));
            ordered = false;
            if (step is { State: FileState.Settling or FileState.Empty })
            {
                return true;
            }

            if (step is null or { Retry: true } && attempt < retry.Attempts)
            {
                var wait = RetryDecision.Wait(retry, attempt, input.File);
                context.SetStatus($"{input.Batch}: attempt {attempt} to send it failed, next in {wait.TotalSeconds:0} s");
                await context.DelayUntilAsync(context.UtcNow + wait);
                continue;
            }

            var state = step?.State == FileState.Unconfirmed ? FileState.Unconfirmed : FileState.Failed;
            var alert = state == FileState.Unconfirmed ? "batch_unconfirmed" : "batch_failed";
            await MustAsync(context, BatchWorkflows.MarkFile, new MarkInput(input.Batch, input.File, state, null, alert));
            context.SetStatus($"{input.Batch}: waits for an operator");
            switch (await OrderAsync(context, Resend, Discard, Confirm))
            {
                case Discard when !input.Again:
                    return false;
                case Confirm when !input.Again:
                    await MustAsync(context, BatchWorkflows.MarkFile, new MarkInput(input.Batch, input.File, FileState.Settling));
                    return true;
                case Discard or Confirm:
                    return true;
            }

            (attempt, ordered) = (0, true);
        }
    }

    private static SendFileOutput Discarded(IWorkflowContext context, SendFileInput input)
    {
        context.ContinueAsNew(BatchWorkflows.SendBatchFile, input with { Chunk = 0, Discarded = true });
        return new(FileState.Discarded);
    }

    private static async Task<SendFileOutput> SettleAsync(IWorkflowContext context, SendFileInput input, int first)
    {
        var state = input.Discarded ? FileState.Discarded : FileState.Delivered;
        context.SetStatus($"{input.Batch}: marking leads");
        for (var chunk = first; chunk < first + ChunksPerRun; chunk++)
        {
            if (!await MustAsync(context, BatchWorkflows.SettleRows, new SettleInput(input.Batch, input.File, chunk, input.Discarded)))
            {
                await MustAsync(context, BatchWorkflows.MarkFile, new MarkInput(input.Batch, input.File, state));
                return new(state);
            }
        }

        context.ContinueAsNew(BatchWorkflows.SendBatchFile, input with { Chunk = first + ChunksPerRun });
        return new(FileState.Settling);
    }

    // Null: it fails again and again, which is recorded and told.
    private async Task<FileStep?> StepAsync(IWorkflowContext context, SendFileInput input, Activity<FileInput, FileStep> step)
    {
        var retry = catalogs.Version(input.Catalog).Batches[input.Batch].Retry;
        for (var attempt = 1; attempt <= retry.Attempts; attempt++)
        {
            if (await TryAsync(context, step, new(input.Batch, input.File, attempt)) is { Retry: false } done)
            {
                return done;
            }

            await context.DelayUntilAsync(context.UtcNow + RetryDecision.Wait(retry, attempt, input.File));
        }

        await MustAsync(context, BatchWorkflows.MarkFile, new MarkInput(input.Batch, input.File, FileState.Failed, null, "batch_failed"));
        return null;
    }

    private static async Task<FileStep?> TryAsync(IWorkflowContext context, Activity<FileInput, FileStep> step, FileInput input)
    {
        try
        {
            return await context.CallAsync(step, input);
        }
        catch (ActivityFailedException fault)
        {
            await MustAsync(
                context, BatchWorkflows.MarkFile,
                new MarkInput(input.Batch, input.File, null, $"internal error in {step.Name} ({fault.ErrorType})"));
            return null;
        }
    }

    // Leads that were sold must be marked, however long what keeps them from it lasts.
    private static async Task<TOutput> MustAsync<TInput, TOutput>(IWorkflowContext context, Activity<TInput, TOutput> activity, TInput input)
    {
        var wait = TimeSpan.FromSeconds(1);
        while (true)
        {
            try
            {
                return await context.CallAsync(activity, input);
            }
            catch (ActivityFailedException)
            {
                await context.DelayUntilAsync(context.UtcNow + wait);
                wait = wait < TimeSpan.FromMinutes(10) ? wait * 2 : wait;
            }
        }
    }

    private static async Task<string> OrderAsync(IWorkflowContext context, params string[] sensible)
    {
        while (true)
        {
            var order = await context.WaitEventAsync(BatchWorkflows.Order);
            if (sensible.Contains(order.What))
            {
                return order.What;
            }
        }
    }
}
