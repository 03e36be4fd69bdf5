using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Trials;

/// <summary>What is to be tried at a recipient.</summary>
/// <param name="Catalog">The configuration.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="Lead">The fields as a source sends them; null: a sample from what the flow declares.</param>
/// <param name="Source">Whose renames and name apply; null for none.</param>
/// <param name="IsPing">True for the recipient's ping, which it must have.</param>
/// <param name="ToSandbox">True for <c>sandbox_url</c>.</param>
public sealed record Trial(Catalog Catalog, Recipient Recipient, ValueObject? Lead, Source? Source, bool IsPing, bool ToSandbox);

/// <summary>The request of a trial, made as for a real lead: renamed, in normal forms, mapped.</summary>
/// <param name="Scope">What its templates saw.</param>
/// <param name="Built">The request, or why there is none.</param>
public sealed record TrialRequest(LeadScope Scope, BuiltRequest Built)
{
    private static readonly Value SamplePing = Value.Of("sample-ping");

    /// <summary>Makes it. Nothing is sent or stored.</summary>
    public static TrialRequest Of(Trial trial, RequestBuilder requests, TimeProvider time)
    {
        var recipient = trial.Recipient;
        var source = trial.Source ?? new Source { Id = SampleLead.Nobody, Name = SampleLead.Nobody, KeyHash = default };
        var flows = trial.Catalog.Flows.Values.Where(flow => trial.Catalog.Delivers(flow, recipient.Id))
            .OrderBy(flow => flow.Id, StringComparer.Ordinal).ToList();
        var declared = flows.FirstOrDefault(flow => source.Flows?.Contains(flow.Id) != false) ?? flows.FirstOrDefault();
        var flow = declared ?? SampleLead.NoFlow(recipient);
        var id = new UlidFactory(time).Next();
        var now = time.GetUtcNow();

        // A sample has the names of this house already: a source's renames are for what the source sends.
        var fields = trial.Lead ?? SampleLead.Fields(declared, recipient);
        var from = trial.Lead is null ? source with { Fields = [] } : source;
        var lead = LeadIntake.Draft(new(trial.Catalog, from, flow, fields, trial.ToSandbox, null, default), id, now, LeadKey.None);
        var scope = new LeadScope(lead, source, flow, now)
        {
            Recipient = recipient,
            DeliveryKey = LeadRecords.DeliveryKey(id, 0, 1),
            Attempt = 1,
            Ping = recipient.Ping is null || trial.IsPing ? null : ValueObject.From([new("id", SamplePing), new("bid", Value.Of(1.00m))]),
        };
        var call = trial.IsPing ? recipient.Ping!.Call : recipient;
        return new(scope, requests.Build(call, scope, trial.ToSandbox, attempt: 1));
    }

    /// <summary>As people may see it, as far as it could be made, with all that keeps it from being sent; null where there is no sandbox
    /// to send it to.</summary>
    public (RequestPreview? Shown, bool HasUrl, ImmutableArray<string> Problems) Preview(SecretMask mask)
    {
        var built = RequestAuthenticator.Preview(Built, Scope);
        return (built.Draft is { } draft ? RequestPreview.Of(draft, mask) : null, built.Draft?.Url != BuiltRequest.NoUrl, built.Problems);
    }
}
