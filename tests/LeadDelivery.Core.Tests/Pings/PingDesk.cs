using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Tests.Delivery;
using LeadDelivery.Core.Tests.Leads;

namespace LeadDelivery.Core.Tests.Pings;

/// <summary>A flow that sells by auction to three buyers, who bid what a test says.</summary>
internal sealed class PingDesk
{
    private readonly Dictionary<string, ChannelReply> _posts = [];

    public PingDesk(Func<Auction, Auction>? auction = null, AcceptRules? accept = null, PingPromise? promise = null)
    {
        var node = new Auction
        {
            Path = "plan.auction",
            Bidders = [.. new[] { "buyer", "second", "third" }.Select(id => LeadDesk.Deliver(id))],
        };
        Desk.Flow = LeadDesk.MakeFlow(auction?.Invoke(node) ?? node) with { Accept = accept ?? new(), Pings = promise ?? new() };
        foreach (var id in new[] { "buyer", "second", "third" })
        {
            Desk.Recipients = Desk.Recipients.SetItem(id, Bidder(id));
        }

        Desk.Answering(Answer);
    }

    public LeadDesk Desk { get; } = new();

    /// <summary>What each buyer bids; nobody else bids.</summary>
    public Dictionary<string, decimal> Bids { get; } = [];

    public List<(string Recipient, string Body)> Posts { get; } = [];

    public int Asked { get; private set; }

    public PingDesk Bid(string recipient, decimal bid, ChannelReply? post = null)
    {
        Bids[recipient] = bid;
        _posts[recipient] = post ?? LeadDesk.Answer(200, """{"status":"accepted"}""");
        return this;
    }

    public async Task<PingOffer> PingAsync(params (string Name, object Value)[] fields) => (await TryAsync(test: false, fields))!;

    public Task<PingOffer?> TryAsync(bool test, params (string Name, object Value)[] fields) =>
        Desk.Pings.OfferAsync(Of(fields, test), CancellationToken.None).AsTask();

    /// <summary>Posts, lets the lead end, and reads it back.</summary>
    public Task<LeadView> PostAsync(string? pingId, params (string Name, object Value)[] fields) =>
        SubmitAsync(Of(fields, false) with { PingId = pingId });

    /// <summary>Pings and posts in one call.</summary>
    public Task<LeadView> FullAsync(params (string Name, object Value)[] fields) => SubmitAsync(Of(fields, false) with { IsFull = true });

    private async Task<LeadView> SubmitAsync(Submission submission)
    {
        var result = await Desk.Intake.SubmitAsync(submission, CancellationToken.None);
        await Desk.Workflows.EndOf(result.LeadId!);
        return (await Desk.Reader.GetAsync(result.LeadId!, CancellationToken.None))!;
    }

    public Submission Of((string Name, object Value)[] fields, bool test) => new(
        Desk.Current, Desk.Source, Desk.Flow,
        ValueObject.From(fields.Select(field => new KeyValuePair<string, Value>(
            field.Name, field.Value is int number ? Value.Of((decimal)number) : Value.Of((string)field.Value)))),
        test, null, default);

    private static Recipient Bidder(string id)
    {
        var post = LeadDesk.Buyer(id) with { Body = null, Fields = Given.Fields("""{"email":"{{lead.email}}","ping":"{{ping.id}}"}""") };
        return post with
        {
            Ping = new PingRules
            {
                Call = post with { Fields = Given.Fields("""{"zip":"{{lead.zip}}"}"""), Response = new() { Success = LeadDesk.Parse("json.ok") } },
                Bid = LeadDesk.Parse("json.bid"),
                PingId = LeadDesk.Parse("json.id"),
                Expires = LeadDesk.Parse("json.expires"),
            },
        };
    }

    private ChannelReply Answer(OutboundRequest request)
    {
        var (id, body) = (request.Recipient.Id, Encoding.UTF8.GetString(request.Body.Span));
        if (!body.Contains("\"zip\"", StringComparison.Ordinal))
        {
            Posts.Add((id, body));
            return _posts[id];
        }

        Asked++;
        return Bids.TryGetValue(id, out var bid)
            ? LeadDesk.Answer(200, $$"""{"ok":true,"bid":{{bid.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"id":"ping-of-{{id}}"}""")
            : LeadDesk.Answer(200, """{"ok":false}""");
    }
}
