using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Prices;

/// <summary>
/// The most that was paid for one lead in the last two weeks in which anything was sold: a price that was named once by mistake is forgotten,
/// and a quiet month forgets nothing. Partition <c>dearest</c>, row the recipient's id.
/// </summary>
/// <param name="Week">Number of the later week, from the Unix epoch on.</param>
/// <param name="Most">Of that week.</param>
/// <param name="Before">Of the week with sales before it.</param>
internal sealed record Dearest(long Week, decimal Most, decimal Before)
{
    [JsonIgnore]
    public decimal Value => Math.Max(Most, Before);

    public static long WeekOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / (7 * 24 * 60 * 60);

    /// <summary>With one sale more.</summary>
    public Dearest With(decimal price, DateTimeOffset at) =>
        WeekOf(at) > Week ? new(WeekOf(at), price, Most) : this with { Most = Math.Max(Most, price) };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Dearest))]
internal sealed partial class DearestJson : JsonSerializerContext;

/// <summary>How it is stored.</summary>
internal static class DearestRecords
{
    public const string Partition = "dearest";

    public static RecordOperation Write(string recipient, Dearest dearest) =>
        RecordOperation.Upsert(Partition, recipient, JsonSerializer.SerializeToUtf8Bytes(dearest, DearestJson.Default.Dearest));

    public static Dearest Read(Record row) => JsonSerializer.Deserialize(row.Body.Span, DearestJson.Default.Dearest)!;
}
