using System.Text.Json.Nodes;

namespace LeadDelivery.EndToEnd.Buyers;

/// <summary>A request as the buyer got it.</summary>
/// <param name="At">When it had been read, on the monotonic clock.</param>
internal sealed record BuyerRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body, TimeSpan At)
{
    /// <summary>The delivery's key.</summary>
    public string Key => Headers["x-idempotency-key"];

    public string LeadId => JsonNode.Parse(Body)!["id"]!.GetValue<string>();
}
