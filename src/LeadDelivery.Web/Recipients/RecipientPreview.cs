using System.Collections.Immutable;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Delivery.Trials;

namespace LeadDelivery.Web.Recipients;

/// <summary>The request that a lead would make at a recipient; nothing is sent or stored.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Secrets masked; null where it cannot be made.</param>
/// <param name="Headers">In order, secrets masked.</param>
/// <param name="Body">As text, before compression; null where it cannot be made.</param>
/// <param name="Problems">Why none would be sent, all of them; empty when one would.</param>
public sealed record RecipientPreview(
    string Method, string? Url, ImmutableArray<KeyValuePair<string, string>> Headers, string? Body, ImmutableArray<string> Problems)
{
    /// <summary>Said where a test lead has nowhere to go.</summary>
    public const string NoSandbox = "the recipient has no sandbox_url: a test lead is not sent";

    /// <summary>Makes it.</summary>
    public static RecipientPreview Of(Trial trial, RequestBuilder requests, TimeProvider time)
    {
        var call = trial.IsPing ? trial.Recipient.Ping!.Call : trial.Recipient;
        var (shown, hasUrl, problems) = TrialRequest.Of(trial, requests, time).Preview(trial.Catalog.Mask);
        return shown is null ? new(call.Endpoint!.Method, null, [], null, [NoSandbox]) : Of(shown, hasUrl, problems);
    }

    /// <summary>From a request that is shown already.</summary>
    /// <param name="hasUrl">False where its URL could not be made.</param>
    public static RecipientPreview Of(RequestPreview shown, bool hasUrl, ImmutableArray<string> problems) => new(
        shown.Method, hasUrl ? shown.Url : null, shown.Headers, shown.Body.Length == 0 && !problems.IsEmpty ? null : shown.Body, problems);
}
