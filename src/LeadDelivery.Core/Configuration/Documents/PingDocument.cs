using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>ping:</c> of a recipient.</summary>
internal static class PingDocument
{
    private static readonly Key<Endpoint> Endpoint = new(
        "endpoint", EndpointDocument.Shape, "Where and how pings go; the recipient's own endpoint where not given.");

    private static readonly Key<ImmutableArray<AuthScheme>> Auth = new(
        "auth",
        new ListShape<AuthScheme>(AuthDocument.Scheme) { TakesOne = true },
        "How pings prove who sends them; the recipient's own where not given.");

    private static readonly Key<FieldMapping> Fields = Key.Of(
        "fields",
        new FieldsShape(),
        "The ping's fields: what may be known of the consumer before the sale.").Like("{ zip: \"{{lead.zip}}\" }");

    private static readonly Key<Template> Body = new("body", Is.Template, "The ping's whole body as one template, instead of fields.");

    private static readonly Key<Expression> Bid = Rule(
        "bid", "What it bids; an acceptance is worth the recipient's price where not given. No bid, 0 and less are a refusal.", "json.bid");

    private static readonly Key<Expression> Exclusive = Rule(
        "exclusive_bid", "What it bids to be the only buyer, where the auction sells to several.", "json.exclusive_bid");

    private static readonly Key<Expression> PingId = Rule("ping_id", "Its id of the ping; the post repeats it as {{ping.id}}.", "json.id");

    private static readonly Key<Expression> Expires = Rule(
        "expires", "How long the bid holds: seconds, a duration such as 30s, or the moment of its end.", "json.expireInSeconds");

    private static readonly Key<Answer> Response = Key.Of(
        "response",
        new ObjectShape<Answer>(
            "How the answers to pings are read.",
            BuildAnswer,
            [
                Bid, Exclusive, PingId, Expires, .. ResponseDocument.Decisions,
                ResponseDocument.Price, ResponseDocument.LeadId, ResponseDocument.Capture,
            ]),
        "How the answers to pings are read.").Like("{ bid: json.bid, ping_id: json.id, success: \"json.status == 'ok'\" }");

    public static ObjectShape<Section> Shape { get; } = new(
        "How the recipient is asked for a bid.", Build, Endpoint, Auth, Fields, Body, Response);

    private static Key<Expression> Rule(string name, string doc, string example) => Key.Of(name, Is.Expression, doc).Like(example);

    private static Answer BuildAnswer(ObjectReading response)
    {
        var rules = ResponseDocument.Build(response);
        return new(
            Either(Bid, ResponseDocument.Price),
            response.Get(Exclusive),
            Either(PingId, ResponseDocument.LeadId),
            response.Get(Expires),
            rules with { Price = null, LeadId = null });

        // Buyers' documents name the two as a post's reply does; written either way they mean the same here.
        Expression? Either(Key<Expression> name, Key<Expression> alias)
        {
            if (response.Has(name) && response.Has(alias))
            {
                response.Mistake(alias, $"means the same as {name.Name} here, expected one of the two");
            }

            return response.Get(name) ?? response.Get(alias);
        }
    }

    private static Section Build(ObjectReading ping)
    {
        if (ping.Has(Fields) && ping.Has(Body))
        {
            ping.Mistake(Body, "expected either fields or body, not both");
        }

        return new(
            ping.Get(Endpoint), ping.Has(Auth) ? ping.Get(Auth) : null, ping.Get(Fields), ping.Get(Body), ping.Get(Response) ?? new());
    }

    /// <summary>The rules of <c>response:</c>.</summary>
    internal sealed record Answer(Expression? Bid, Expression? Exclusive, Expression? PingId, Expression? Expires, ResponseRules Rules)
    {
        public Answer()
            : this(null, null, null, null, new())
        {
        }
    }

    /// <summary>The section as written; what it leaves out is its recipient's.</summary>
    internal sealed record Section(
        Endpoint? Endpoint, ImmutableArray<AuthScheme>? Auth, FieldMapping? Fields, Template? Body, Answer Response)
    {
        public PingRules Of(Recipient recipient) => new()
        {
            Call = recipient with
            {
                // A post's schema says nothing of pings.
                Endpoint = Endpoint ?? recipient.Endpoint! with { Schema = null },
                Auth = Auth ?? recipient.Auth,
                Fields = Fields,
                Body = Body,
                Response = Response.Rules,
            },
            Bid = Response.Bid,
            Exclusive = Response.Exclusive,
            PingId = Response.PingId,
            Expires = Response.Expires,
        };
    }
}
