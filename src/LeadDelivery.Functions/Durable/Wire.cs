using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LeadDelivery.Functions.Durable;

/// <summary>What an activity function is given: which call it is, so that a repeated one is recognised, and its input.</summary>
/// <param name="Instance">The orchestration that calls.</param>
/// <param name="Task">The call's number within it, from 1.</param>
/// <param name="Lane">Whose concurrency it shares; null for nobody's.</param>
/// <param name="Input">As the activity's own JSON.</param>
internal sealed record ActivityCall(string Instance, int Task, string? Lane, JsonElement Input);

/// <summary>An event from outside; one id is taken once.</summary>
internal sealed record EventMessage(string? Id, JsonElement Payload);

/// <summary>
/// The input of an instance that has started over: its calls go on to be counted, so that none is taken for one of an earlier run, and
/// events that were heard stay so.
/// </summary>
/// <param name="Calls">Calls so far.</param>
/// <param name="Heard">Ids of events so far.</param>
/// <param name="Input">The orchestration's own.</param>
internal sealed record ContinuedInput(
    [property: JsonPropertyName(ContinuedInput.Mark)] int Calls, IReadOnlyList<string> Heard, JsonElement Input)
{
    /// <summary>No orchestration's own input has a member of this name.</summary>
    public const string Mark = "$calls";

    /// <summary>The input of any instance.</summary>
    public static ContinuedInput Of(JsonElement input) =>
        input.ValueKind == JsonValueKind.Object && input.TryGetProperty(Mark, out _)
            ? Wire.Read(input, WireJson.Default.ContinuedInput)
            : new(0, [], input);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActivityCall))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(ContinuedInput))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>Between the domain's own JSON and what the durable extension carries: JSON elements, which every serializer leaves as they are.</summary>
internal static class Wire
{
    public static JsonElement Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(value, type);

    public static T Read<T>(JsonElement element, JsonTypeInfo<T> type) => element.Deserialize(type)!;

    public static JsonElement Element(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonElement.ParseValue(ref reader);
    }

    public static byte[] Bytes(JsonElement element) => JsonSerializer.SerializeToUtf8Bytes(element, WireJson.Default.JsonElement);
}
