using System.Collections.Immutable;
using LeadDelivery.Core.Delivery.Requests;

namespace LeadDelivery.Core.Delivery.Trials;

/// <summary>What came of a trial, secrets masked.</summary>
/// <param name="Request">As it was sent; with problems as far as it could be made.</param>
/// <param name="HasUrl">False where the URL could not be made.</param>
/// <param name="Reply">What came back; null where nothing was sent.</param>
/// <param name="Understood">How it was read; null where nothing was sent.</param>
/// <param name="Problems">Why nothing was sent; empty where it was.</param>
public sealed record TrialResult(
    RequestPreview Request, bool HasUrl, TrialReply? Reply, TrialVerdict? Understood, ImmutableArray<string> Problems);

/// <summary>A recipient's answer to a trial.</summary>
/// <param name="Status">HTTP status; 0 without an answer.</param>
/// <param name="Headers">In order.</param>
/// <param name="Body">As text, at most <see cref="RecipientTrial.MaxShownBody"/> characters.</param>
/// <param name="IsCut">True where the body was longer.</param>
/// <param name="Error">Why there is no answer; null where there is one.</param>
/// <param name="Duration">From start to the last byte.</param>
public sealed record TrialReply(
    int Status, ImmutableArray<KeyValuePair<string, string>> Headers, string Body, bool IsCut, string? Error, TimeSpan Duration);

/// <summary>What the recipient's rules make of the answer.</summary>
/// <param name="Verdict">The outcome and all that was read.</param>
/// <param name="PingId">Of a ping, the recipient's id of it.</param>
/// <param name="ExpiresIn">Of a ping, how long the bid holds.</param>
public sealed record TrialVerdict(Verdict Verdict, string? PingId = null, TimeSpan? ExpiresIn = null);
