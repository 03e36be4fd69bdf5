using System.Text.Json;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using Microsoft.Extensions.Logging;

namespace LeadDelivery.Functions.Durable;

/// <summary>
/// Runs activities so that one that is repeated after it had succeeded does nothing again: Durable Functions runs them at least once. Its
/// output is recorded in one transaction with what it wrote of its lead, and a later run answers with it. Before an activity with effects
/// outside of the store a row says that it was begun: a run that finds the row without an output may be a repeat.
/// </summary>
public sealed partial class ActivityRunner(WorkflowRegistry registry, IRecordStore records, LaneQueues lanes, ILogger<ActivityRunner> log)
{
    /// <summary>How often an activity is run again because a row was changed by others: each round lets at least one through.</summary>
    private const int MaxConflicts = 64;

    /// <summary>Runs one call and returns its output.</summary>
    public async Task<JsonElement> RunAsync(string name, JsonElement message, CancellationToken cancellation)
    {
        ActivityCall? call = null;
        try
        {
            // Null stands in a message that is JSON and no call.
            call = Wire.Read(message, WireJson.Default.ActivityCall) ?? throw new JsonException("no call");
            var activity = registry.FindActivity(name) ?? throw new InvalidOperationException($"no activity {name}");
            return await RunAsync(activity, call, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (ActivityFaultException)
        {
            throw;
        }
        catch (Exception error)
        {
            LogFailure(name, call?.Instance ?? "", call?.Task ?? 0, error.GetType().FullName, error.StackTrace);
            throw new ActivityFaultException(error.GetType().Name);
        }
    }

    private async Task<JsonElement> RunAsync(RegisteredActivity activity, ActivityCall call, CancellationToken cancellation)
    {
        var run = new RunRow(records, call.Instance, call.Task);
        using var place = await lanes.EnterAsync(call.Lane, cancellation);
        var isFirst = activity.Kind == ActivityKind.Effect && await run.BeginAsync(cancellation);
        if (!isFirst && await run.FinishAsync(cancellation) is { } before)
        {
            return before;
        }

        var mayBeRepeat = activity.Kind == ActivityKind.Effect && !isFirst;
        var input = Wire.Bytes(call.Input);
        for (var conflicts = 0; conflicts <= MaxConflicts; conflicts++)
        {
            var context = new ActivityContext(records, call, mayBeRepeat, place);
            var output = Wire.Element(await activity.Run(context, input, cancellation));
            if (await context.CommitAsync(run, output, cancellation))
            {
                context.Committed(error => LogFailure(activity.Name, call.Instance, call.Task, error.GetType().FullName, error.StackTrace));
                return output;
            }

            mayBeRepeat |= activity.Kind == ActivityKind.Effect;
        }

        throw new ActivityFaultException("RecordConflict");
    }

    [LoggerMessage(2001, LogLevel.Error, "Activity {Activity} of {Instance}, call {Task}, failed: {ExceptionType}\n{Stack}")]
    private partial void LogFailure(string activity, string instance, int task, string? exceptionType, string? stack);
}
