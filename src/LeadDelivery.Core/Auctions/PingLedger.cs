using System.Runtime.InteropServices;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Auctions;

/// <summary>The ledger's entries of auctions: one for every bidder, one for what became of the bids.</summary>
internal sealed class PingLedger(UlidFactory ids)
{
    /// <summary>Reason, request and reply of a ping as <see cref="Asked"/> takes them; null where there are none.</summary>
    public static byte[]? Seal(Lead lead, PingAnswer answer)
    {
        var personal = ValueObject.From(Personal(answer));
        return personal.Count == 0 ? null : lead.Seal(personal);
    }

    /// <summary>What a bidder was asked and answered.</summary>
    public RecordOperation Asked(Lead lead, int round, PingAnswer answer, byte[]? personal, DateTimeOffset at)
    {
        var bid = answer.Bid;
        var plain = new List<KeyValuePair<string, Value>>(8)
        {
            new("recipient", Value.Of(bid.Recipient)),
            new("round", Value.Of((decimal)round)),
            new("outcome", Value.Of(bid.Status.Name())),
        };
        Add(plain, "bid", bid.Price);
        Add(plain, "exclusive_bid", bid.Exclusive);
        Add(plain, "status", answer.Reply is { Status: > 0 } reply ? reply.Status : null);
        Add(plain, "duration_ms", bid.Duration > TimeSpan.Zero ? Math.Round((decimal)bid.Duration.TotalMilliseconds, 1) : null);
        if (bid.Expires is { } expires)
        {
            plain.Add(new("expires_at", Value.Of(expires)));
        }

        return LedgerEntry.Write(lead.Id, ids.Next(), at, "auction.ping", CollectionsMarshal.AsSpan(plain), personal);
    }

    /// <summary>Who won, who lost, and why.</summary>
    /// <param name="bids">Recipient, what became of its bid, and what it offered.</param>
    public RecordOperation Closed(
        Lead lead, int round, IEnumerable<(string Recipient, string Outcome, decimal? Bid)> bids, DateTimeOffset at) => LedgerEntry.Write(
        lead.Id, ids.Next(), at, "auction.closed",
        [
            new("round", Value.Of((decimal)round)),
            new("bids", Value.Of([.. bids.Select(bid => Value.Of(ValueObject.From(
            [
                new("recipient", Value.Of(bid.Recipient)),
                new("outcome", Value.Of(bid.Outcome)),
                new("bid", bid.Bid is { } amount ? Value.Of(amount) : Value.Null),
            ])))])),
        ]);

    private static IEnumerable<KeyValuePair<string, Value>> Personal(PingAnswer answer)
    {
        if (answer.Bid.Reason is { } reason)
        {
            yield return new("reason", Value.Of(reason));
        }

        if (answer.Request is { } request)
        {
            yield return new("request", Value.Of(ValueObject.From(
            [
                new("method", Value.Of(request.Method)),
                new("url", Value.Of(request.Url)),
                new("headers", Headers(request.Headers)),
                new("body", Value.Of(request.Body)),
            ])));
        }

        if (answer.Reply is { Category: SendCategory.Answered } reply)
        {
            yield return new("reply", Value.Of(ValueObject.From(
            [
                new("headers", Headers(reply.Headers.Select(header => new KeyValuePair<string, string>(header.Key, answer.Mask.Apply(header.Value))))),
                new("body", Value.Of(answer.Mask.Apply(ReplyText.Decode(reply.Body.Span, reply.ContentType)))),
            ])));
        }
        else if (answer.Reply?.Error is { } error)
        {
            yield return new("error", Value.Of(answer.Mask.Apply(error)));
        }
    }

    private static Value Headers(IEnumerable<KeyValuePair<string, string>> headers) =>
        Value.Of(ValueObject.From(headers.Select(header => new KeyValuePair<string, Value>(header.Key, Value.Of(header.Value)))));

    private static void Add(List<KeyValuePair<string, Value>> plain, string name, decimal? number)
    {
        if (number is { } value)
        {
            plain.Add(new(name, Value.Of(value)));
        }
    }
}
