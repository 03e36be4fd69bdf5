using System.Text.Json;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Web.Answers;

/// <summary>The aggregate of CONTRACT §2 as JSON.</summary>
public static class LeadAnswer
{
    /// <summary>Where a lead's answer is read again.</summary>
    public static string StatusUrl(string leadId) => "/api/leads/" + leadId;

    /// <summary>A lead that was just stored: nothing is known of it but that.</summary>
    public static void WritePending(Utf8JsonWriter writer, string leadId, ReplyDetail detail)
    {
        writer.WriteStartObject();
        writer.WriteString("lead_id"u8, leadId);
        if (detail != ReplyDetail.Received)
        {
            writer.WriteString("outcome"u8, "pending"u8);
            writer.WriteNull("reason"u8);
        }

        if (detail == ReplyDetail.Full)
        {
            writer.WriteNull("price"u8);
        }

        writer.WriteString("status_url"u8, StatusUrl(leadId));
        if (detail == ReplyDetail.Full)
        {
            writer.WriteStartArray("deliveries"u8);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>What a source is told.</summary>
    public static void Write(Utf8JsonWriter writer, LeadView lead, ReplyDetail detail)
    {
        writer.WriteStartObject();
        WriteMembers(writer, lead, detail, isOperator: false);
        writer.WriteEndObject();
    }

    /// <summary>What an operator is told: everything.</summary>
    public static void WriteForOperator(Utf8JsonWriter writer, LeadView lead)
    {
        writer.WriteStartObject();
        WriteMembers(writer, lead, ReplyDetail.Full, isOperator: true);
        writer.WriteString("flow"u8, lead.Flow);
        writer.WriteString("source"u8, lead.Source);
        writer.WriteString("received_at"u8, Value.DateText(lead.ReceivedAt));
        WriteDate(writer, "ended_at"u8, lead.EndedAt);
        writer.WriteBoolean("test"u8, lead.Test);
        writer.WriteString("currency"u8, lead.Currency);
        WriteMoney(writer, "cost"u8, lead.Cost);
        WriteMoney(writer, "margin"u8, lead.Margin);
        if (lead.Recovered > 0)
        {
            writer.WriteNumber("recovered"u8, lead.Recovered);
        }

        writer.WritePropertyName("fields"u8);
        ValueJson.Write(writer, lead.Fields is null ? Value.Null : Value.Of(lead.Fields));
        if (lead.ErasedAt is not null)
        {
            WriteDate(writer, "erased_at"u8, lead.ErasedAt);
        }

        writer.WriteEndObject();
    }

    // What a lead cost and what is left of its price is for operators alone, whatever a source may be told.
    private static void WriteMembers(Utf8JsonWriter writer, LeadView lead, ReplyDetail detail, bool isOperator)
    {
        // Bids and buyers' prices would tell a source that was promised a price what is kept of it.
        var hidesMoney = lead.IsPromised && !isOperator;
        writer.WriteString("lead_id"u8, lead.LeadId);
        if (detail != ReplyDetail.Received)
        {
            writer.WriteString("outcome"u8, lead.Outcome.Name());
            writer.WriteString("reason"u8, lead.Reason);
        }

        if (detail == ReplyDetail.Full)
        {
            WriteMoney(writer, "price"u8, hidesMoney ? Promised(lead) : lead.Price);
        }

        writer.WriteString("status_url"u8, StatusUrl(lead.LeadId));
        if (detail != ReplyDetail.Full)
        {
            return;
        }

        if (lead.RedirectUrl is not null)
        {
            writer.WriteString("redirect_url"u8, lead.RedirectUrl);
        }

        writer.WriteStartArray("deliveries"u8);
        foreach (var delivery in lead.Deliveries)
        {
            WriteDelivery(writer, hidesMoney ? delivery with { Price = null } : delivery, isOperator);
        }

        writer.WriteEndArray();
        if (lead.Bids.IsEmpty || hidesMoney)
        {
            return;
        }

        writer.WriteStartArray("bids"u8);
        foreach (var bid in lead.Bids)
        {
            WriteBid(writer, bid);
        }

        writer.WriteEndArray();
    }

    private static decimal? Promised(LeadView lead) => lead.Outcome is Outcome.Success or Outcome.Queued ? lead.Cost : null;

    private static void WriteBid(Utf8JsonWriter writer, BidView bid)
    {
        writer.WriteStartObject();
        writer.WriteString("recipient"u8, bid.Recipient);
        writer.WriteString("outcome"u8, bid.Outcome);
        WriteMoney(writer, "bid"u8, bid.Bid);
        if (bid.Exclusive is not null)
        {
            WriteMoney(writer, "exclusive_bid"u8, bid.Exclusive);
        }

        writer.WriteString("reason"u8, bid.Reason);
        writer.WriteNumber("duration_ms"u8, bid.DurationMs);
        writer.WriteEndObject();
    }

    private static void WriteDelivery(Utf8JsonWriter writer, DeliveryView delivery, bool isOperator)
    {
        writer.WriteStartObject();
        writer.WriteString("recipient"u8, delivery.Recipient);
        writer.WriteString("outcome"u8, delivery.Outcome.Name());
        writer.WriteString("reason"u8, delivery.Reason);
        writer.WriteString("recipient_lead_id"u8, delivery.RecipientLeadId);
        WriteMoney(writer, "price"u8, delivery.Price);
        if (isOperator && delivery.Margin is { } margin)
        {
            WriteMoney(writer, "cost"u8, delivery.Cost);
            writer.WriteNumber("margin"u8, margin);
        }

        if (delivery.File is { } file)
        {
            writer.WriteString("file"u8, file);
        }

        writer.WriteNumber("attempts"u8, delivery.Attempts);
        writer.WriteNumber("duration_ms"u8, delivery.DurationMs);
        if (delivery.Also)
        {
            writer.WriteBoolean("also"u8, true);
        }

        if (delivery.Redelivery > 0)
        {
            writer.WriteNumber("redelivery"u8, delivery.Redelivery);
        }

        writer.WriteEndObject();
    }

    private static void WriteMoney(Utf8JsonWriter writer, ReadOnlySpan<byte> name, decimal? amount)
    {
        if (amount is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteDate(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? date) =>
        writer.WriteString(name, date is { } known ? Value.DateText(known) : null);
}
