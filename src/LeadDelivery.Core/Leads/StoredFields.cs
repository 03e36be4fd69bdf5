using System.Text.Json;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// What <see cref="StoredLead.Body"/> seals: the fields as a JSON object and, on a second line, what was sent for those that were put into
/// another form. Leads stored before there were normal forms have the first only.
/// </summary>
internal static class StoredFields
{
    /// <summary>Seals a lead's fields under its key.</summary>
    public static byte[] Seal(Lead lead)
    {
        using var scratch = JsonScratch.Take();
        ValueJson.Write(scratch.Json, Value.Of(lead.Fields));
        if (lead.Raw.Count > 0)
        {
            scratch.Append("\n"u8);
            ValueJson.Write(scratch.Json, Value.Of(lead.Raw));
        }

        return LeadSeal.Seal(lead.Key, lead.Id, scratch.Written);
    }

    /// <summary>Opens them; null when the text is not the lead's.</summary>
    public static (ValueObject Fields, ValueObject Raw)? Open(string leadId, LeadKey key, ReadOnlySpan<byte> body)
    {
        if (LeadSeal.Open(key, leadId, body) is not { } json)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ValueJson.MaxDepth, AllowMultipleValues = true });
            return Next(ref reader) is { } fields ? (fields, Next(ref reader) ?? ValueObject.Empty) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ValueObject? Next(ref Utf8JsonReader reader) =>
        reader.Read() && ValueJson.Read(ref reader) is { Kind: ValueKind.Object } value ? value.AsObject : null;
}
