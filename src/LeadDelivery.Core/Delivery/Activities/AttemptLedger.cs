using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Delivery.Retrying;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>The ledger's entries before and after an attempt. Secrets are masked; request and reply are sealed with the lead.</summary>
internal sealed class AttemptLedger(UlidFactory ids)
{
    /// <summary>Before the request leaves.</summary>
    public RecordOperation Started(AttemptInput input, Lead lead, OutboundRequest request, SecretMask mask, DateTimeOffset at)
    {
        var shown = RequestPreview.Of(request, mask);
        var personal = ValueObject.From(
        [
            new("request", Value.Of(ValueObject.From(
            [
                new("method", Value.Of(shown.Method)),
                new("url", Value.Of(shown.Url)),
                new("headers", Headers(shown.Headers)),
                new("body", Value.Of(shown.Body)),
            ]))),
        ]);
        return LedgerEntry.Write(lead.Id, ids.Next(), at, "attempt.started", Which(input, lead), lead.Seal(personal));
    }

    /// <summary>After the reply, or the lack of one.</summary>
    public RecordOperation Ended(
        AttemptInput input, Lead lead, ChannelReply reply, Verdict verdict, RetryDecision decision, string? reason, SecretMask mask,
        DateTimeOffset at)
    {
        var plain = new List<KeyValuePair<string, Value>>(10);
        plain.AddRange(Which(input, lead));
        plain.Add(new("category", Value.Of(CategoryName(reply.Category))));
        AddNumber(plain, "status", reply.Status == 0 ? null : reply.Status);
        plain.Add(new("outcome", Value.Of(verdict.Outcome.Name())));
        AddNumber(plain, "duration_ms", Math.Round((decimal)reply.Duration.TotalMilliseconds, 1));
        AddNumber(plain, "price", verdict.Price);
        if (verdict.RecipientLeadId is { } id)
        {
            plain.Add(new("recipient_lead_id", Value.Of(id)));
        }

        AddNumber(plain, "retry_in_ms", (long?)decision.After?.TotalMilliseconds);
        return LedgerEntry.Write(
            lead.Id, ids.Next(), at, "attempt.ended", System.Runtime.InteropServices.CollectionsMarshal.AsSpan(plain),
            lead.Seal(ValueObject.From(Reply(reply, reason, mask))));
    }

    /// <summary>In place of both, for an attempt that sends nothing, or that an earlier process may have sent and nobody sends again.</summary>
    /// <param name="maySent">An earlier process may have sent it: what came of it is not known.</param>
    /// <param name="made">False: the delivery ends without it, and it is not used up.</param>
    public RecordOperation NotSent(
        AttemptInput input, Lead lead, Outcome outcome, bool made, bool maySent, string reason, DateTimeOffset at) => LedgerEntry.Write(
        lead.Id, ids.Next(), at,
        outcome switch
        {
            Outcome.Skipped => "delivery.skipped",
            Outcome.Queued => "delivery.queued",
            _ => made ? "attempt.ended" : "delivery.ended",
        },
        [
            .. Which(input, lead),
            new("category", Value.Of(CategoryName(maySent ? SendCategory.Unanswered : SendCategory.NotSent))),
            new("outcome", Value.Of(outcome.Name())),
        ],
        lead.Seal(ValueObject.From([new("reason", Value.Of(reason))])));

    /// <summary>Whether an entry says that this attempt's request was about to leave.</summary>
    public static bool IsStart(Record entry, string deliveryKey, int attempt) =>
        ValueJson.Parse(entry.Body.Span) is { Kind: ValueKind.Object } body
        && body.Member("type") == Value.Of("attempt.started")
        && body.Member("delivery_key") == Value.Of(deliveryKey)
        && body.Member("attempt") == Value.Of((decimal)attempt);

    private static KeyValuePair<string, Value>[] Which(AttemptInput input, Lead lead) =>
    [
        new("recipient", Value.Of(input.Delivery.Recipient)),
        new("attempt", Value.Of((decimal)input.Attempt)),
        new("delivery_key", Value.Of(LeadRecords.DeliveryKey(lead.Id, input.Delivery.Redelivery, input.Delivery.Number))),
    ];

    private static IEnumerable<KeyValuePair<string, Value>> Reply(ChannelReply reply, string? reason, SecretMask mask)
    {
        if (reason is not null)
        {
            yield return new("reason", Value.Of(mask.Apply(reason)));
        }

        if (reply.Error is not null)
        {
            yield return new("error", Value.Of(mask.Apply(reply.Error)));
        }

        if (reply.Category == SendCategory.Answered)
        {
            yield return new("reply", Value.Of(ValueObject.From(
            [
                new("headers", Headers(reply.Headers, mask)),
                new("body", Value.Of(mask.Apply(ReplyText.Decode(reply.Body.Span, reply.ContentType)))),
            ])));
        }
    }

    private static Value Headers(IEnumerable<KeyValuePair<string, string>> headers, SecretMask? mask = null) =>
        Value.Of(ValueObject.From(headers.Select(header =>
            new KeyValuePair<string, Value>(header.Key, Value.Of(mask is null ? header.Value : mask.Apply(header.Value))))));

    private static void AddNumber(List<KeyValuePair<string, Value>> plain, string name, decimal? number)
    {
        if (number is { } value)
        {
            plain.Add(new(name, Value.Of(value)));
        }
    }

    private static string CategoryName(SendCategory category) => category switch
    {
        SendCategory.NotSent => "not sent",
        SendCategory.Unanswered => "unanswered",
        _ => "answered",
    };
}
