using System.Text.Json.Serialization.Metadata;

namespace LeadDelivery.Core.Workflow;

/// <summary>The name and the JSON shapes of an activity: one step with effects, run at least once.</summary>
public sealed record Activity<TInput, TOutput>(string Name, JsonTypeInfo<TInput> Input, JsonTypeInfo<TOutput> Output);

/// <summary>The name, code version and JSON shapes of an orchestration: a deterministic method that decides which steps run.</summary>
/// <param name="Name">Found by this name in the registry, exact case.</param>
/// <param name="Version">Changed when the code can no longer replay older histories; the old code stays registered beside it.</param>
public sealed record Orchestration<TInput, TOutput>(string Name, string Version, JsonTypeInfo<TInput> Input, JsonTypeInfo<TOutput> Output);

/// <summary>The name and JSON shape of an event from outside. Names compare without case, as in Durable Functions.</summary>
public sealed record WorkflowEvent<T>(string Name, JsonTypeInfo<T> Payload);

/// <summary>How one activity call is run.</summary>
/// <param name="Lane">Calls with one lane share its concurrency limit, e.g. <c>recipient/abc</c>; null for the default lane.</param>
public sealed record CallOptions(string? Lane = null);
