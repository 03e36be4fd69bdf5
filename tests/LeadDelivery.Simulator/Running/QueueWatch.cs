using System.Text.Json;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing.Simulation;

namespace LeadDelivery.Simulator.Running;

/// <summary>An attempt as the engine ran it: since when it was asked for, and whether its recipient's queue had room for it.</summary>
internal sealed record AttemptTurn(int Process, string Key, int Attempt, DateTimeOffset AskedAt, DateTimeOffset BeganAt, bool IsFull, bool IsLate);

/// <summary>Notes every run of an attempt.</summary>
internal sealed class QueueWatch(VirtualClock clock)
{
    /// <summary>In the order of their beginnings.</summary>
    public List<AttemptTurn> Turns { get; } = [];

    /// <summary>The activity, with its runs noted where it is the attempt.</summary>
    public RegisteredActivity Wrap(RegisteredActivity activity) => activity.Name != LeadWorkflows.AttemptDelivery.Name ? activity : activity with
    {
        Run = (context, input, cancellation) =>
        {
            Note(context, JsonSerializer.Deserialize(input.Span, LeadWorkflows.AttemptDelivery.Input)!);
            return activity.Run(context, input, cancellation);
        },
    };

    private void Note(IActivityContext context, AttemptInput input) => Turns.Add(new(
        clock.Process!.Number, LeadRecords.DeliveryKey(input.Delivery.Lead, input.Delivery.Redelivery, input.Delivery.Number), input.Attempt,
        DateTimeOffset.FromUnixTimeMilliseconds(input.QueuedAt), clock.GetUtcNow(), context.LaneIsFull, context.LaneIsLate));
}
