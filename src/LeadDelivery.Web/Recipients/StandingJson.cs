using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Pausing;
using LeadDelivery.Core.Gates.Standing;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Web.Recipients;

/// <summary>How a recipient stands, in its answer.</summary>
internal static class StandingJson
{
    public static void Write(Utf8JsonWriter writer, Recipient recipient, RecipientStanding standing)
    {
        writer.WriteBoolean("paused"u8, standing.Pause is not null);
        Write(writer, standing.Pause);
        Write(writer, recipient, standing.Circuit);
        writer.WriteStartArray("caps"u8);
        foreach (var cap in standing.Caps)
        {
            Write(writer, cap);
        }

        writer.WriteEndArray();
        Write(writer, standing.Balance);
        Write(writer, standing.LastHour);
        writer.WriteStartObject("queue"u8);
        writer.WriteNumber("waiting_for_rate"u8, standing.WaitingForRate);
        writer.WriteNumber("limit"u8, recipient.Queue.Limit);
        writer.WriteNumber("deadline_s"u8, recipient.Queue.Deadline.TotalSeconds);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CapUsage cap)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, cap.Name);
        writer.WriteString("period"u8, cap.Period);
        writer.WriteString("unit"u8, cap.Unit == CapUnit.Money ? "money"u8 : "leads"u8);
        writer.WriteNumber("limit"u8, cap.Limit);
        writer.WriteNumber("used"u8, cap.Used);
        writer.WriteNumber("reserved"u8, cap.Reserved);
        WriteTime(writer, "resets_at", cap.ResetsAt);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BalanceView? balance)
    {
        if (balance is null)
        {
            return;
        }

        writer.WriteStartObject("balance"u8);
        writer.WriteNumber("balance"u8, balance.Balance);
        writer.WriteNumber("reserved"u8, balance.Reserved);
        writer.WriteNumber("available"u8, balance.Available);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Pause? pause)
    {
        if (pause is null)
        {
            writer.WriteNull("pause"u8);
            return;
        }

        writer.WriteStartObject("pause"u8);
        writer.WriteString("cause"u8, Pause.Name(pause.Cause));
        writer.WriteString("reason"u8, pause.Reason);
        writer.WriteString("by"u8, pause.Who);
        WriteTime(writer, "at", pause.At);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Recipient recipient, CircuitView circuit)
    {
        writer.WriteString("circuit"u8, CircuitBook.Name(circuit.State));
        writer.WriteStartObject("circuit_details"u8);
        writer.WriteBoolean("configured"u8, recipient.Circuit is not null);
        WriteTime(writer, "since", circuit.Since);
        WriteTime(writer, "until", circuit.Until);
        writer.WriteString("reason"u8, circuit.Reason);
        writer.WriteNumber("breaks"u8, circuit.Breaks);
        writer.WriteNumber("attempts"u8, circuit.Attempts);
        writer.WriteNumber("failures"u8, circuit.Failures);
        if (circuit.Forced is { } forced)
        {
            writer.WriteStartObject("forced"u8);
            writer.WriteString("state"u8, CircuitBook.Name(forced.Open ? CircuitState.Open : CircuitState.Closed));
            writer.WriteString("by"u8, forced.Who);
            WriteTime(writer, "until", forced.Until);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("forced"u8);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, LastHourView hour)
    {
        writer.WriteStartObject("last_hour"u8);
        writer.WriteNumber("attempts"u8, hour.Attempts);
        writer.WriteNumber("success"u8, hour.Successes);
        writer.WriteNumber("failure"u8, hour.Failures);
        writer.WriteNumber("duplicate"u8, hour.Duplicates);
        writer.WriteNumber("error"u8, hour.Errors);
        writer.WriteNumber("queued"u8, hour.Queued);
        WriteNumber(writer, "success_rate", hour.SuccessRate);
        WriteNumber(writer, "acceptance_rate", hour.AcceptanceRate);
        WriteNumber(writer, "avg_ms", hour.Average is { } average ? Math.Round((decimal)average.TotalMilliseconds, 1) : null);
        WriteNumber(writer, "p95_ms", (decimal?)hour.P95?.TotalMilliseconds);
        writer.WriteNumber("errors_in_a_row"u8, hour.ErrorsInARow);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time) =>
        writer.WriteString(name, time is { } at ? Value.DateText(at) : null);

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
