using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Transfers;

/// <summary>From the reply to an uploaded file to what became of it, as a whole and row by row. Pure, and total.</summary>
public static class BulkReplyReader
{
    /// <summary>How the transfer ended.</summary>
    /// <param name="recipient">Whose rules for the whole reply are applied.</param>
    /// <param name="rules">Those for its rows; null: it speaks of the whole file.</param>
    /// <param name="reply">What came back.</param>
    /// <param name="outer">What the request's templates saw.</param>
    public static TransferResult Read(Recipient recipient, RowReplyRules? rules, ChannelReply reply, Scope outer)
    {
        var verdict = ReplyReader.Read(recipient, reply, outer);
        return verdict.Outcome switch
        {
            Outcome.Success or Outcome.Queued => rules is null ? new(TransferOutcome.Confirmed) : Rows(recipient, rules, reply, outer),

            // Its own words say that it has this file: an earlier try's answer was lost.
            Outcome.Duplicate when recipient.Response.Duplicate is not null => new(TransferOutcome.Confirmed),
            Outcome.Duplicate => new(TransferOutcome.NameTaken, verdict.Reason),
            Outcome.Failure => new(TransferOutcome.Refused, verdict.Reason ?? "refused"),
            _ => new(Error(verdict, reply), verdict.Reason),
        };
    }

    private static TransferOutcome Error(Verdict verdict, ChannelReply reply) =>
        verdict.MayHaveAccepted ? TransferOutcome.Unconfirmed
        : reply.Category != SendCategory.Answered
            ? reply.Failure is SendFailure.Transport or SendFailure.Timeout ? TransferOutcome.Failed : TransferOutcome.Refused

        // A gateway that got no answer, or none that it understood: whoever is behind it may have the file.
        : reply.Status is 502 or 504 ? TransferOutcome.Unconfirmed
        : verdict.RetryClass is not null ? TransferOutcome.Failed
        : reply.Status is >= 200 and < 300 ? TransferOutcome.Unconfirmed
        : TransferOutcome.Refused;

    // That the whole was taken (200, 207) says nothing of single rows, so a reply without them leaves open what became of them.
    private static TransferResult Rows(Recipient recipient, RowReplyRules rules, ChannelReply reply, Scope outer)
    {
        var scope = new ReplyScope(reply, outer);
        var list = rules.List.Evaluate(scope);
        if (list.Kind != ValueKind.List)
        {
            return new(TransferOutcome.Unconfirmed, "the reply holds no list of rows");
        }

        var rows = ImmutableArray.CreateBuilder<RowReply>(list.AsList.Length);
        for (var i = 0; i < list.AsList.Length; i++)
        {
            rows.Add(Row(recipient, rules, new RowScope(scope, list.AsList[i]), i));
        }

        return new(TransferOutcome.Confirmed) { Rows = rows.DrainToImmutable() };
    }

    private static RowReply Row(Recipient recipient, RowReplyRules rules, RowScope row, int index)
    {
        var outcome = rules.Duplicate?.Holds(row) == true ? Outcome.Duplicate
            : rules.Success.Holds(row) ? Outcome.Success
            : Outcome.Failure;
        return new(
            Text(rules.Lead, row, ReplyReader.MaxLeadId),
            index,
            outcome,
            outcome == Outcome.Success ? null : Text(rules.Reason, row, ReplyReader.MaxReason),
            Text(rules.RecipientLeadId, row, ReplyReader.MaxLeadId),
            outcome == Outcome.Success && rules.Price is { } price ? MoneyText.Read(price.Evaluate(row), recipient.Currency) : null);
    }

    private static string? Text(Expression? rule, RowScope row, int most)
    {
        var value = rule?.Evaluate(row) ?? Value.Null;
        value = value.Kind == ValueKind.Number && decimal.IsInteger(value.AsNumber) ? Value.Of(decimal.Truncate(value.AsNumber)) : value;
        return value.ToText().Trim() is { Length: > 0 } text
            ? text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)]
            : null;
    }

    // Behind the row, the whole reply.
    private sealed class RowScope(ReplyScope reply, Value row) : Scope
    {
        public override DateTimeOffset Now => reply.Now;

        public override bool TryRoot(string name, out Value value)
        {
            if (name == "row")
            {
                value = row;
                return true;
            }

            return reply.TryRoot(name, out value);
        }

        public override Value Field(string name) => reply.Field(name);
    }
}
