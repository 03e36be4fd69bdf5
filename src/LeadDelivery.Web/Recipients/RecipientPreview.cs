using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Web.Recipients;

/// <summary>The request that a lead would make at a recipient; nothing is sent or stored.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Secrets masked; null where no request comes of it.</param>
/// <param name="Headers">In order, secrets masked.</param>
/// <param name="Body">As text; null where no request comes of it.</param>
/// <param name="Problems">Why none would be sent; empty when one would.</param>
public sealed record RecipientPreview(
    string Method, string? Url, ImmutableArray<KeyValuePair<string, string>> Headers, string? Body, ImmutableArray<string> Problems)
{
    private const string Nobody = "preview";

    /// <summary>Makes it.</summary>
    /// <param name="lead">The fields as the source sends them.</param>
    /// <param name="source">Whose renames and name apply; null for none.</param>
    public static RecipientPreview Of(
        Catalog catalog, Recipient recipient, ValueObject lead, Source? source, RequestBuilder requests, TimeProvider time)
    {
        var from = source ?? new Source { Id = Nobody, Name = Nobody, KeyHash = default };
        var flow = FlowOf(catalog, recipient);
        var id = new UlidFactory(time).Next();
        var draft = LeadIntake.Draft(new(catalog, from, flow, lead, false, null, default), id, time.GetUtcNow(), default);
        var scope = new LeadScope(draft, from, flow, time.GetUtcNow())
        {
            Recipient = recipient,
            DeliveryKey = LeadRecords.DeliveryKey(id, 0, 1),
            Attempt = 1,
        };
        var built = RequestAuthenticator.Preview(requests.Build(recipient, scope, test: false, attempt: 1), scope);
        if (built.Request is null)
        {
            return new(recipient.Endpoint.Method, null, [], null, built.Problems);
        }

        var preview = RequestPreview.Of(built.Request, catalog.Mask);
        return new(preview.Method, preview.Url, preview.Headers, preview.Body, []);
    }

    /// <summary>The first flow that delivers to the recipient; where there is none, one that does nothing else.</summary>
    private static Flow FlowOf(Catalog catalog, Recipient recipient)
    {
        var plan = new Deliver { Path = "plan", Recipient = recipient.Id };
        return catalog.Flows.Values.OrderBy(f => f.Id, StringComparer.Ordinal)
                .FirstOrDefault(f => f.Nodes.Values.OfType<Deliver>().Any(d => d.Recipient == recipient.Id))
            ?? new Flow
            {
                Id = Nobody,
                Name = Nobody,
                Plan = plan,
                Nodes = ImmutableDictionary<string, PlanNode>.Empty.Add(plan.Path, plan),
            };
    }
}
