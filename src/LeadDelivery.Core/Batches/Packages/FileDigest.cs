namespace LeadDelivery.Core.Batches.Packages;

/// <summary>What tells one file from another.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Of its bytes, 64 digits of lower-case hex.</param>
public sealed record FileDigest(long Length, string Sha256);
