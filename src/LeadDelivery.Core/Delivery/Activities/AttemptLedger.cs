using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Delivery.Retrying;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>The ledger's entries before and after an attempt. Secrets are masked; request and reply are sealed with the lead.</summary>
internal sealed class AttemptLedger(LeadVault vault, UlidFactory ids)
{
    /// <summary>Before the request leaves.</summary>
    public RecordOperation Started(AttemptInput input, Lead lead, OutboundRequest request, SecretMask mask, DateTimeOffset at)
    {
        var shown = RequestPreview.Of(request, mask);
        return Entry(input, lead, at, "attempt.started", [], ValueObject.From(
        [
            new("request", Value.Of(ValueObject.From(
            [
                new("method", Value.Of(shown.Method)),
                new("url", Value.Of(shown.Url)),
                new("headers", Value.Of(ValueObject.From(shown.Headers.Select(header =>
                    new KeyValuePair<string, Value>(header.Key, Value.Of(header.Value)))))),
                new("body", Value.Of(shown.Body)),
            ]))),
        ]));
    }

    /// <summary>After the reply, or the lack of one.</summary>
    public RecordOperation Ended(
        AttemptInput input, Lead lead, ChannelReply reply, Verdict verdict, RetryDecision decision, string? reason, SecretMask mask,
        DateTimeOffset at) => Entry(
        input, lead, at, "attempt.ended",
        [
            new("category", Value.Of(CategoryName(reply.Category))),
            .. reply.Status == 0 ? [] : new KeyValuePair<string, Value>[] { new("status", Value.Of((decimal)reply.Status)) },
            new("outcome", Value.Of(verdict.Outcome.Name())),
            new("duration_ms", Value.Of(Math.Round((decimal)reply.Duration.TotalMilliseconds, 1))),
            .. verdict.Price is { } price ? [new("price", Value.Of(price))] : Array.Empty<KeyValuePair<string, Value>>(),
            .. verdict.RecipientLeadId is { } id ? [new("recipient_lead_id", Value.Of(id))] : Array.Empty<KeyValuePair<string, Value>>(),
            .. decision.After is { } delay
                ? [new("retry_in_ms", Value.Of((decimal)(long)delay.TotalMilliseconds))]
                : Array.Empty<KeyValuePair<string, Value>>(),
        ],
        ValueObject.From(Reply(reply, reason, mask)));

    /// <summary>In place of both, for an attempt that sends nothing.</summary>
    public RecordOperation NotSent(AttemptInput input, Lead lead, Outcome outcome, string reason, DateTimeOffset at) => Entry(
        input, lead, at, outcome == Outcome.Skipped ? "delivery.skipped" : "attempt.ended",
        [new("category", Value.Of(CategoryName(SendCategory.NotSent))), new("outcome", Value.Of(outcome.Name()))],
        ValueObject.From([new("reason", Value.Of(reason))]));

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
                new("headers", Value.Of(ValueObject.From(reply.Headers.Select(header =>
                    new KeyValuePair<string, Value>(header.Key, Value.Of(mask.Apply(header.Value))))))),
                new("body", Value.Of(mask.Apply(Replies.ReplyText.Decode(reply.Body.Span, reply.ContentType)))),
            ])));
        }
    }

    private RecordOperation Entry(
        AttemptInput input, Lead lead, DateTimeOffset at, string type, IEnumerable<KeyValuePair<string, Value>> plain, ValueObject personal) =>
        LedgerEntry.Write(
            lead.Id, lead.KeyId, ids.Next(), at, type,
            [
                new("recipient", Value.Of(input.Delivery.Recipient)),
                new("attempt", Value.Of((decimal)input.Attempt)),
                new("delivery_key", Value.Of(LeadRecords.DeliveryKey(lead.Id, input.Delivery.Redelivery, input.Delivery.Number))),
                .. plain,
            ],
            personal, vault);

    private static string CategoryName(SendCategory category) => category switch
    {
        SendCategory.NotSent => "not sent",
        SendCategory.Unanswered => "unanswered",
        _ => "answered",
    };
}
