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

    /// <summary>How far it has come.</summary>
    private enum Stage
    {
        /// <summary>It can be sent.</summary>
        Written,

        /// <summary>It was held by a check, and an operator lets it go.</summary>
        Released,

        /// <summary>No row is left that could be sent.</summary>
        Nothing,

        /// <summary>It has arrived.</summary>
        Sent,

        /// <summary>It was not sent, and has to be written anew without a consumer who was erased.</summary>
        Erased,

        /// <summary>An operator gave it up.</summary>
        GivenUp,
    }

    /// <summary>Runs it.</summary>
    public async Task<SendFileOutput> RunAsync(IWorkflowContext context, SendFileInput input)
    {
        if (input.Chunk is { } chunk)
        {
            return await SettleAsync(context, input, chunk);
        }

        if (!input.Again && await TakeAsync(context, input) is FileState.Empty)
        {
            return new(FileState.Empty);
        }

        for (var released = false; ;)
        {
            var stage = input.Again ? Stage.Written : await BuildAsync(context, input, released);
            released |= stage == Stage.Released;
            if (stage is Stage.Written or Stage.Released)
            {
                stage = await SendAsync(context, input);
            }

            switch (stage)
            {
                case Stage.Erased:
                    continue;
                case Stage.GivenUp:
                    context.ContinueAsNew(BatchWorkflows.SendBatchFile, input with { Chunk = 0, Discarded = true });
                    return new(FileState.Discarded);
                case Stage.Sent when input.Again:
                    await MustAsync(context, BatchWorkflows.MarkFile, new MarkInput(input.Batch, input.File, FileState.Delivered));
                    return new(FileState.Delivered);
                default:
                    context.ContinueAsNew(BatchWorkflows.SendBatchFile, input with { Chunk = 0 });
                    return new(FileState.Settling);
            }
        }
    }

    private async Task<FileState> TakeAsync(IWorkflowContext context, SendFileInput input)
    {
        context.SetStatus($"{input.Batch}: taking rows");
        var step = await StepAsync(context, input, BatchWorkflows.TakeRows);
        while (step is null)
        {
            // Rows that are decided stay so: there is nothing to give up before they all are.
            await OrderAsync(context, Resend, Release);
            step = await StepAsync(context, input, BatchWorkflows.TakeRows);
        }

        return step.State;
    }

    private async Task<Stage> BuildAsync(IWorkflowContext context, SendFileInput input, bool released)
    {
        while (true)
        {
            context.SetStatus($"{input.Batch}: writing the file");
            var step = await StepAsync(context, input, BatchWorkflows.BuildFile, released);
            if (step is { State: FileState.Sending or FileState.Empty })
            {
                return step.State == FileState.Sending ? Stage.Written : Stage.Nothing;
            }

            context.SetStatus($"{input.Batch}: waits for an operator");
            var order = step is null ? await OrderAsync(context, Resend, Discard) : await OrderAsync(context, Release, Resend, Discard);
            if (order != Resend)
            {
                return order == Release ? Stage.Released : Stage.GivenUp;
            }
        }
    }

    private async Task<Stage> SendAsync(IWorkflowContext context, SendFileInput input)
    {
        var retry = catalogs.Version(input.Catalog).Batches[input.Batch].Retry;
        var ordered = input.Again;
        for (var attempt = 1; ; attempt++)
        {
            context.SetStatus($"{input.Batch}: sending, attempt {attempt}");
            var step = await TryAsync(context, BatchWorkflows.SendFile, new(input.Batch, input.File, attempt, Ordered: ordered));
            ordered = false;
            if (step is { State: FileState.Settling or FileState.Empty or FileState.Building })
            {
                return step.State switch
                {
                    FileState.Settling => Stage.Sent,
                    FileState.Empty => Stage.Nothing,
                    _ => Stage.Erased,
                };
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
                    return Stage.GivenUp;
                case Confirm when !input.Again:
                    await MustAsync(context, BatchWorkflows.MarkFile, new MarkInput(input.Batch, input.File, FileState.Settling));
                    return Stage.Sent;
                case Discard or Confirm:
                    return Stage.Sent;
            }

            (attempt, ordered) = (0, true);
        }
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
    private async Task<FileStep?> StepAsync(
        IWorkflowContext context, SendFileInput input, Activity<FileInput, FileStep> step, bool released = false)
    {
        var retry = catalogs.Version(input.Catalog).Batches[input.Batch].Retry;
        for (var attempt = 1; attempt <= retry.Attempts; attempt++)
        {
            if (await TryAsync(context, step, new(input.Batch, input.File, attempt, released)) is { Retry: false } done)
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
