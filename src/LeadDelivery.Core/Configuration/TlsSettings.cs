using System.Collections.Immutable;

namespace LeadDelivery.Core.Configuration;

/// <summary>What a recipient's TLS connections must be; equal settings share connections.</summary>
public sealed record TlsSettings
{
    /// <summary>True: TLS 1.3 only; false: 1.2 too.</summary>
    public bool OnlyTls13 { get; init; }

    /// <summary>SHA-256 of the public keys (SubjectPublicKeyInfo), base64: one certificate of the recipient's chain must have one of
    /// them. Empty: any key.</summary>
    public ImmutableArray<string> Pins { get; init; } = [];

    /// <summary>Certificates (DER) of the authorities trusted in place of the system's; empty for the system's.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Authorities { get; init; } = [];

    /// <summary>Shown where the server asks for one; null for none.</summary>
    public ClientCertificate? ClientCertificate { get; init; }

    /// <inheritdoc/>
    public bool Equals(TlsSettings? other) => other is not null
        && OnlyTls13 == other.OnlyTls13
        && Pins.AsSpan().SequenceEqual(other.Pins.AsSpan())
        && Authorities.Length == other.Authorities.Length
        && Authorities.Zip(other.Authorities).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span))
        && ClientCertificate?.Thumbprint == other.ClientCertificate?.Thumbprint;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        OnlyTls13, Pins.IsEmpty ? "" : Pins[0], Pins.Length, Authorities.Length, ClientCertificate?.Thumbprint);
}
