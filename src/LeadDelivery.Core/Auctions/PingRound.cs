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

/// <summary>
/// Asks all bidders of an auction at once, under one deadline that closes even where some hang. Pings bind nobody, so a round may be
/// repeated. Works on any lead: a stored one, or the part of one that a source's ping shows.
/// </summary>
internal sealed class PingRound(
    RequestBuilder requests, RequestAuthenticator authenticator, IReadOnlyList<IChannel> channels, RecipientGates gates, TimeProvider time)
{
    /// <summary>Runs it: what became of each bidder's answer, in the auction's order. Never throws for what a bidder does.</summary>
    /// <param name="key">What the bidders' templates see as <c>delivery.key</c>, with the bidder's number: one per ping.</param>
    /// <param name="take">Called with each answer when it comes: what is made of it does not wait for the slowest bidder.</param>
    public async Task<ImmutableArray<T>> RunAsync<T>(
        IRecordStore records, Lead lead, Catalog catalog, Auction auction, string key, Func<PingAnswer, T> take, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(auction.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var earlier = auction.Exclude is { } field ? EarlierBuyers.Of(lead.Fields.At(field)) : null;
        var asked = auction.Bidders.Select(async (bidder, at) => take(
            await AskAsync(records, lead, catalog, auction, at, bidder, earlier, $"{key}.{at + 1}", either.Token)));
        var taken = await Task.WhenAll(asked);
        cancellation.ThrowIfCancellationRequested();
        return [.. taken];
    }

    private async Task<PingAnswer> AskAsync(
        IRecordStore records, Lead lead, Catalog catalog, Auction auction, int at, Deliver bidder, EarlierBuyers? earlier, string key,
        CancellationToken deadline)
    {
        var recipient = catalog.Recipients[bidder.Recipient].At(time.GetUtcNow());
        var asked = new Asked(auction, at, recipient, time.GetTimestamp(), catalog.Mask);
        if (earlier?.Include(recipient) == true)
        {
            return asked.None(BidStatus.Excluded, "the source has sold it the lead before");
        }

        try
        {
            return await AskAsync(records, lead, catalog, bidder, key, asked, deadline).WaitAsync(deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return asked.None(BidStatus.Timeout, "no answer before the deadline", time.GetElapsedTime(asked.Since));
        }
#pragma warning disable CA1031 // Whatever broke, it is this bidder's trouble: the others' bids count.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return asked.None(BidStatus.Error, $"internal error ({fault.GetType().Name})", time.GetElapsedTime(asked.Since));
        }
    }

    private async Task<PingAnswer> AskAsync(
        IRecordStore records, Lead lead, Catalog catalog, Deliver bidder, string key, Asked asked, CancellationToken deadline)
    {
        var recipient = asked.Recipient;
        var scope = new LeadScope(lead, catalog.Sources.GetValueOrDefault(lead.Source), catalog.Flows.GetValueOrDefault(lead.Flow), time.GetUtcNow())
        {
            Recipient = recipient,
            DeliveryKey = key,
            Attempt = 1,
        };
        if (bidder.When?.Holds(scope) == false || recipient.When?.Holds(scope) == false)
        {
            return asked.None(BidStatus.Skipped, $"rule of {(recipient.When?.Holds(scope) == false ? recipient.Id : bidder.Path)}");
        }

        var price = Amount(recipient.Price, scope);
        if (await gates.PeekAsync(records, new(key, recipient, lead, scope, price), deadline) is { } closed)
        {
            return asked.None(BidStatus.Skipped, closed.Reason);
        }

        if (lead.Forced is not null)
        {
            return asked.Answer(asked.Offer(asked.Auction.ForcedBid, null, null, ValueObject.Empty, default), null);
        }

        return recipient.Ping is null
            ? asked.Answer(asked.Offer(price, Amount(recipient.ExclusivePrice, scope), null, ValueObject.Empty, default), null)
            : await PingAsync(lead, scope, asked, deadline);
    }

    private async Task<PingAnswer> PingAsync(Lead lead, LeadScope scope, Asked asked, CancellationToken deadline)
    {
        var recipient = asked.Recipient;
        var call = recipient.Ping!.Call;
        var built = requests.Build(call, scope, lead.Test, 1);
        if (built.Request is null)
        {
            return built.NoSandbox
                ? asked.None(BidStatus.Skipped, "test lead, and the recipient has no sandbox_url")
                : asked.None(BidStatus.Error, "cannot be mapped: " + string.Join("; ", built.Problems));
        }

        var channel = channels.First(channel => channel.Type == call.Type);
        var authenticated = await authenticator.ApplyAsync(built.Request, scope, deadline);
        var reply = await SendAsync(channel, authenticated, asked, deadline);
        if (reply is { Category: SendCategory.Answered, Status: 401 }
            && await authenticator.RenewAsync(authenticated, built.Request, scope, deadline) is { } renewed)
        {
            reply = await SendAsync(channel, renewed, asked, deadline);
        }

        var bid = BidReader.Read(recipient, reply, scope);
        var verdict = VerdictMask.Apply(bid.Verdict, asked.Mask);
        if (verdict.Outcome != Outcome.Success)
        {
            var status = verdict.Outcome switch
            {
                Outcome.Error => reply.Failure == SendFailure.Timeout ? BidStatus.Timeout : BidStatus.Error,
                Outcome.Duplicate => BidStatus.Duplicate,
                _ => BidStatus.NoBid,
            };
            return asked.Answer(AuctionBid.None(asked.Bidder, recipient.Id, status, verdict.Reason, reply.Duration), reply);
        }

        var expires = bid.ExpiresIn is { } span ? time.GetUtcNow() + span : default(DateTimeOffset?);
        var exclusive = bid.Exclusive ?? Amount(recipient.ExclusivePrice, scope);
        return asked.Answer(
            asked.Offer(bid.Price, exclusive, expires, (bid with { Verdict = verdict }).AsPing(), reply.Duration), reply);
    }

    private static async Task<ChannelReply> SendAsync(
        IChannel channel, AuthenticatedRequest authenticated, Asked asked, CancellationToken deadline)
    {
        if (authenticated.Request is not { } request)
        {
            return authenticated.Trouble!;
        }

        asked.Sends(request);
        return await channel.SendAsync(request, deadline);
    }

    private static decimal? Amount(Template? price, LeadScope scope) => price is null ? null : MoneyText.Read(price.Evaluate(scope));
}
