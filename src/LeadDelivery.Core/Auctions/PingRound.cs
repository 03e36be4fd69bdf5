using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Auctions;

/// <summary>A bid with what was sent and answered for it.</summary>
/// <param name="Request">As shown, secrets masked; null where nothing was sent.</param>
/// <param name="Reply">Null where there was none.</param>
/// <param name="Mask">Hides the secrets of both.</param>
internal sealed record PingAnswer(AuctionBid Bid, RequestPreview? Request, ChannelReply? Reply, SecretMask Mask);

/// <summary>
/// Asks all bidders of an auction at once, under one deadline that closes even where some hang. Pings bind nobody, so a round may be
/// repeated. Works on any lead: a stored one, or the part of one that a source's ping shows.
/// </summary>
internal sealed class PingRound(
    RequestBuilder requests, RequestAuthenticator authenticator, IReadOnlyList<IChannel> channels, RecipientGates gates, TimeProvider time)
{
    /// <summary>Runs it: one answer per bidder, in the auction's order. Never throws for what a bidder does.</summary>
    /// <param name="key">What the bidders' templates see as <c>delivery.key</c>, with the bidder's number: one per ping.</param>
    public async Task<ImmutableArray<PingAnswer>> RunAsync(
        IRecordStore records, Lead lead, Catalog catalog, Auction auction, string key, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(auction.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var earlier = auction.Exclude is { } field ? EarlierBuyers.Of(lead.Fields.At(field)) : null;
        var asked = auction.Bidders.Select((bidder, at) => AskAsync(
            records, lead, catalog, auction, at, bidder, earlier, $"{key}.{at + 1}", either.Token));
        var answers = await Task.WhenAll(asked);
        cancellation.ThrowIfCancellationRequested();
        return [.. answers];
    }

    private async Task<PingAnswer> AskAsync(
        IRecordStore records, Lead lead, Catalog catalog, Auction auction, int at, Deliver bidder, EarlierBuyers? earlier, string key,
        CancellationToken deadline)
    {
        var recipient = catalog.Recipients[bidder.Recipient].At(time.GetUtcNow());
        PingAnswer None(BidStatus status, string? reason) => new(AuctionBid.None(at, recipient.Id, status, reason), null, null, catalog.Mask);
        if (earlier?.Include(recipient) == true)
        {
            return None(BidStatus.Excluded, "the source has sold it the lead before");
        }

        var now = time.GetUtcNow();
        var scope = new LeadScope(lead, catalog.Sources.GetValueOrDefault(lead.Source), catalog.Flows.GetValueOrDefault(lead.Flow), now)
        {
            Recipient = recipient,
            DeliveryKey = key,
            Attempt = 1,
        };
        if (bidder.When?.Holds(scope) == false || recipient.When?.Holds(scope) == false)
        {
            return None(BidStatus.Skipped, $"rule of {(recipient.When?.Holds(scope) == false ? recipient.Id : bidder.Path)}");
        }

        var price = Amount(recipient.Price, scope);
        if (await gates.PeekAsync(records, new(key, recipient, lead, scope, price), deadline) is { } closed)
        {
            return None(BidStatus.Skipped, closed.Reason);
        }

        if (recipient.Ping is null || lead.Forced is not null)
        {
            return new(Offer(auction, at, recipient, price, Amount(recipient.ExclusivePrice, scope), null, ValueObject.Empty, default), null, null, catalog.Mask);
        }

        var started = time.GetTimestamp();
        try
        {
            return await PingAsync(lead, catalog, auction, at, recipient, scope, deadline).WaitAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            return new(
                AuctionBid.None(at, recipient.Id, BidStatus.Timeout, "no answer before the deadline", time.GetElapsedTime(started)),
                null, null, catalog.Mask);
        }
    }

    private async Task<PingAnswer> PingAsync(
        Lead lead, Catalog catalog, Auction auction, int at, Recipient recipient, LeadScope scope, CancellationToken deadline)
    {
        var call = recipient.Ping!.Call;
        var mask = catalog.Mask;
        PingAnswer None(BidStatus status, string? reason, OutboundRequest? sent = null) => new(
            AuctionBid.None(at, recipient.Id, status, reason), sent is null ? null : RequestPreview.Of(sent, mask), null, mask);
        var built = requests.Build(call, scope, lead.Test, 1);
        if (built.Request is null)
        {
            return built.NoSandbox
                ? None(BidStatus.Skipped, "test lead, and the recipient has no sandbox_url")
                : None(BidStatus.Error, "cannot be mapped: " + string.Join("; ", built.Problems));
        }

        var authenticated = await authenticator.ApplyAsync(built.Request, scope, deadline);
        var channel = channels.First(channel => channel.Type == call.Type);
        var reply = authenticated.Request is { } first ? await channel.SendAsync(first, deadline) : authenticated.Trouble!;
        if (reply is { Category: SendCategory.Answered, Status: 401 }
            && await authenticator.RenewAsync(authenticated, built.Request, scope, deadline) is { } renewed)
        {
            authenticated = renewed;
            reply = renewed.Request is { } second ? await channel.SendAsync(second, deadline) : renewed.Trouble!;
        }

        mask = mask.With(authenticated.Request?.SecretValues ?? []);
        var bid = BidReader.Read(recipient, reply, scope);
        var verdict = VerdictMask.Apply(bid.Verdict, mask);
        var shown = authenticated.Request is { } sent ? RequestPreview.Of(sent, mask) : null;
        if (verdict.Outcome != Outcome.Success)
        {
            var status = verdict.Outcome switch
            {
                Outcome.Error => BidStatus.Error,
                Outcome.Duplicate => BidStatus.Duplicate,
                _ => BidStatus.NoBid,
            };
            return new(AuctionBid.None(at, recipient.Id, status, verdict.Reason, reply.Duration), shown, reply, mask);
        }

        var expires = bid.ExpiresIn is { } span ? time.GetUtcNow() + span : default(DateTimeOffset?);
        var exclusive = bid.Exclusive ?? Amount(recipient.ExclusivePrice, scope);
        return new(
            Offer(auction, at, recipient, bid.Price, exclusive, expires, (bid with { Verdict = verdict }).AsPing(), reply.Duration), shown, reply, mask);
    }

    // Sold to one, every bid is for the lead alone: the higher of the two is what the bidder pays.
    private static AuctionBid Offer(
        Auction auction, int at, Recipient recipient, decimal? price, decimal? exclusive, DateTimeOffset? expires, ValueObject ping, TimeSpan duration)
    {
        if (auction.Winners == 1)
        {
            price = exclusive > (price ?? 0) ? exclusive : price;
            exclusive = null;
        }

        if ((price ?? 0) <= 0 && (exclusive ?? 0) <= 0)
        {
            return AuctionBid.None(at, recipient.Id, BidStatus.NoBid, Bid.None, duration);
        }

        var floor = auction.MinBid;
        var isBelow = !(price >= floor) && !(exclusive >= floor);
        return new(
            at, recipient.Id, isBelow ? BidStatus.BelowMinimum : BidStatus.Offered, price >= floor || isBelow ? price : null,
            exclusive >= floor || isBelow ? exclusive : null, expires, isBelow ? "below min_bid" : null, ping, duration);
    }

    private static decimal? Amount(Template? price, LeadScope scope) => price is null ? null : MoneyText.Read(price.Evaluate(scope));
}
