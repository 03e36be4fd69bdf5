using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Dates;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>From the answer to a ping to a bid. Pure, and total: no reply makes it throw.</summary>
public static class BidReader
{
    /// <summary>The longest a bid is believed to hold: what a field means that names the year 9999 is "no end".</summary>
    public static readonly TimeSpan MaxExpiry = TimeSpan.FromDays(366);

    /// <summary>From here on a number is a moment (seconds or milliseconds since 1970), not a number of seconds: 31 years.</summary>
    private const decimal EpochsFrom = 1_000_000_000m;

    /// <summary>What the answer means.</summary>
    /// <param name="recipient">One with <see cref="Recipient.Ping"/>.</param>
    /// <param name="reply">What came back.</param>
    /// <param name="outer">What the ping's templates saw.</param>
    public static Bid Read(Recipient recipient, ChannelReply reply, Scope outer)
    {
        var ping = recipient.Ping ?? throw new ArgumentException("a recipient that is not asked for bids", nameof(recipient));
        if (reply.Category != SendCategory.Answered)
        {
            return new() { Verdict = ReplyReader.Read(ping.Call, reply, outer) };
        }

        var scope = new ReplyScope(reply, outer);
        var verdict = ReplyReader.Read(ping.Call, reply, scope, outer);
        var price = verdict.Outcome != Outcome.Success ? null
            : ping.Bid is null ? verdict.Price
            : MoneyText.Read(ping.Bid.Evaluate(scope), recipient.Currency);
        var exclusive = verdict.Outcome != Outcome.Success || ping.Exclusive is null ? null
            : MoneyText.Read(ping.Exclusive.Evaluate(scope), recipient.Currency);
        exclusive = exclusive > 0 ? exclusive : null;
        if (verdict.Outcome == Outcome.Success && ping.Bid is not null && price is not > 0 && exclusive is null)
        {
            price = null;
            var reason = ReplyReader.Reason(ping.Call.Response, scope) ?? Bid.None;
            verdict = verdict with { Outcome = Outcome.Failure, Price = null, Reason = reason };
        }

        return new()
        {
            Verdict = verdict with { Price = price },
            Price = price > 0 || ping.Bid is null ? price : null,
            Exclusive = exclusive,
            PingId = ReplyReader.Short(ping.PingId, scope, ReplyReader.MaxPingId),
            ExpiresIn = Expiry(ping.Expires, scope, outer.Now),
        };
    }

    private static TimeSpan? Expiry(Expression? rule, ReplyScope scope, DateTimeOffset now)
    {
        var value = rule?.Evaluate(scope) ?? Value.Null;
        if (Numeric.TryStrict(value, out var number) && number < EpochsFrom)
        {
            return number < 0 ? TimeSpan.Zero : Bounded(TimeSpan.FromSeconds((double)number));
        }

        return value.Kind switch
        {
            ValueKind.Date => Bounded(value.AsDate - now),
            ValueKind.Text when DurationShape.TryParse(value.AsText.Trim(), out var span) => Bounded(span),
            ValueKind.Text or ValueKind.Number when DateReader.TryRead(value.ToText(), TimeSpan.Zero, out var end) => Bounded(end - now),
            _ => null,
        };
    }

    // An end in the past is a bid that does not hold any more, which is something else than one that names no end.
    private static TimeSpan Bounded(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span > MaxExpiry ? MaxExpiry : span;
}
