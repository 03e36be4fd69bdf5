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

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActivityCall))]
[JsonSerializable(typeof(EventMessage))]
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
