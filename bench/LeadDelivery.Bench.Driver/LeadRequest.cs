using System.Buffers.Text;
using System.Text;

namespace LeadDelivery.Bench.Driver;

/// <summary>The bytes of a submit, written once; only the digits that make each lead its own are filled in.</summary>
internal sealed class LeadRequest
{
    private const string Digits = "000000000";

    private readonly byte[] bytes;
    private readonly int[] places;

    public LeadRequest(string flow, string apiKey, string wait)
    {
        var body = $$"""
            {"first_name":"Ann","last_name":"O'Hara","email":"ann.{{Digits}}@example.com","phone_1":"5{{Digits}}","address_1":"12 Main Street",
            "city":"Sacramento","state":"CA","postal_code":"95814","dob":"1980-04-12","loan_amount":250000,"property_type":"single family",
            "credit_rating":"good","ip_address":"203.0.113.7","landing_page":"https://quotes.example/auto?utm_source=bench","comments":"Call after five."}
            """;
        bytes = Encoding.ASCII.GetBytes(
            $"POST /api/flows/{flow}/leads?wait={wait} HTTP/1.1\r\nHost: bench\r\nX-Api-Key: {apiKey}\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var text = Encoding.ASCII.GetString(bytes);
        places = [text.IndexOf(Digits, StringComparison.Ordinal), text.LastIndexOf(Digits, StringComparison.Ordinal)];
    }

    /// <summary>The request for lead <paramref name="number"/>, valid until the next call.</summary>
    public ReadOnlyMemory<byte> For(int number)
    {
        foreach (var place in places)
            _ = Utf8Formatter.TryFormat(number, bytes.AsSpan(place, Digits.Length), out _, new('D', (byte)Digits.Length));
        return bytes;
    }
}
