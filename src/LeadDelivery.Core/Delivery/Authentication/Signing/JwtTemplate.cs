using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>What a token says and how it is signed.</summary>
/// <param name="Key">Signs it.</param>
/// <param name="KeyId">The head's <c>kid</c>; null for none.</param>
/// <param name="Claims">What it says, beside the claims below.</param>
/// <param name="Expires">From <c>iat</c> to <c>exp</c>.</param>
public sealed record JwtTemplate(SigningKey Key, string? KeyId, Claims Claims, TimeSpan Expires)
{
    /// <summary>Five minutes: what token servers take at most for an assertion, and longer than any attempt.</summary>
    public static readonly TimeSpan DefaultExpires = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The signed token. <c>iat</c>, <c>nbf</c>, <c>exp</c> (seconds since 1970) and <c>jti</c> (random) are added unless the claims
    /// give them themselves.
    /// </summary>
    public string Make(Scope scope, DateTimeOffset now)
    {
        var claims = Claims.Evaluate(scope);
        var seconds = now.ToUnixTimeSeconds();
        var payload = ValueObject.From(
        [
            .. Missing("iat", Value.Of(seconds)),
            .. Missing("nbf", Value.Of(seconds)),
            .. Missing("exp", Value.Of(seconds + (long)Expires.TotalSeconds)),
            .. Missing("jti", Value.Of(scope.NewGuid().ToString("N"))),
            .. claims.Members,
        ]);
        var text = Base64Url.EncodeToString(Head()) + "." + Base64Url.EncodeToString(ValueJson.ToUtf8(Value.Of(payload)));
        return text + "." + Base64Url.EncodeToString(Key.Sign(Encoding.ASCII.GetBytes(text)));

        IEnumerable<KeyValuePair<string, Value>> Missing(string name, Value value) =>
            claims.TryGet(name, out _) ? [] : [new(name, value)];
    }

    private ReadOnlySpan<byte> Head()
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("alg"u8, Key.Algorithm.Name);
            writer.WriteString("typ"u8, "JWT"u8);
            if (KeyId is not null)
            {
                writer.WriteString("kid"u8, KeyId);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }
}
