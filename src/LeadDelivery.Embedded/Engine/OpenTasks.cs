using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>A durable task an orchestration has begun and whose end is not in its history yet.</summary>
internal interface IOpenTask
{
    /// <summary>The decision that began it; an activity's JSON is kept to start it after a replay.</summary>
    HistoryEvent Schedule { get; }

    /// <summary>An activity's lane.</summary>
    string? Lane { get; }

    void Complete(ReadOnlyMemory<byte> output);

    void Fail(string errorType, string message);
}

/// <summary>
/// An activity or a child. Continuations run where it is completed, on the pump: that is why no option asks for
/// asynchronous ones.
/// </summary>
internal sealed class OpenCall<T>(HistoryEvent schedule, string? lane, JsonTypeInfo<T> output) : TaskCompletionSource<T>, IOpenTask
{
    public HistoryEvent Schedule => schedule;

    public string? Lane => lane;

    public void Complete(ReadOnlyMemory<byte> json)
    {
        T value;
        try
        {
            value = JsonSerializer.Deserialize(json.Span, output)!;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            TrySetException(new ActivityFailedException(schedule.Name!, nameof(JsonException), "the result has another shape"));
            return;
        }
        TrySetResult(value);
    }

    public void Fail(string errorType, string message) =>
        TrySetException(new ActivityFailedException(schedule.Name!, errorType, message));
}

/// <summary>A durable timer.</summary>
internal sealed class OpenTimer(HistoryEvent schedule) : TaskCompletionSource, IOpenTask
{
    public HistoryEvent Schedule => schedule;

    public string? Lane => null;

    /// <summary>Where the caller may cancel: the registration to give back.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    public void Complete(ReadOnlyMemory<byte> output)
    {
        Cancellation.Dispose();
        TrySetResult();
    }

    public void Fail(string errorType, string message) => throw new InvalidOperationException("a timer cannot fail");
}

/// <summary>Somebody waits for an event by this name.</summary>
internal interface IEventWaiter
{
    string Name { get; }

    void Complete(ReadOnlyMemory<byte> payload);
}

internal sealed class EventWaiter<T>(string name, JsonTypeInfo<T> shape) : TaskCompletionSource<T>, IEventWaiter
{
    public string Name => name;

    public CancellationTokenRegistration Cancellation { get; set; }

    public void Complete(ReadOnlyMemory<byte> payload)
    {
        Cancellation.Dispose();
        try
        {
            TrySetResult(JsonSerializer.Deserialize(payload.Span, shape)!);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            TrySetException(new ActivityFailedException(name, nameof(JsonException), "the event has another shape"));
        }
    }
}
