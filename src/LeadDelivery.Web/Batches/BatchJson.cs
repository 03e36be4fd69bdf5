using System.Text.Json;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Language;
using LeadDelivery.Web.Answers;

namespace LeadDelivery.Web.Batches;

/// <summary>Batches and files as JSON. Of where files go it tells the kind alone.</summary>
internal static class BatchJson
{
    /// <summary>Writes a batch as configured, and how it stands.</summary>
    public static void Write(Utf8JsonWriter writer, BatchView view)
    {
        var batch = view.Batch;
        writer.WriteStartObject();
        writer.WriteString("id"u8, batch.Id);
        writer.WriteString("name"u8, batch.Name);
        writer.WriteString("recipient"u8, batch.Recipient);
        writer.WriteString("format"u8, batch.Format.Name);
        writer.WriteString("to"u8, batch.To.Type);
        writer.WriteStartArray("columns"u8);
        foreach (var column in batch.Columns)
        {
            writer.WriteStringValue(column.Name);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("held"u8, view.Held);
        writer.WriteNumber("waiting"u8, view.Waiting);
        WriteTime(writer, "oldest_waiting_at"u8, view.Oldest);
        WriteTime(writer, "next_run_at"u8, view.Next);
        writer.WritePropertyName("last_file"u8);
        if (view.Last is { } last)
        {
            Write(writer, batch.Id, last);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a file's report.</summary>
    public static void Write(Utf8JsonWriter writer, string batch, FileView view)
    {
        var file = view.File;
        writer.WriteStartObject();
        writer.WriteString("id"u8, view.Id);
        writer.WriteString("batch"u8, batch);
        writer.WriteString("name"u8, file.Name);
        writer.WriteString("state"u8, FileStates.Name(file.State));
        writer.WriteString("problem"u8, file.Problem);
        writer.WriteString("cause"u8, file.Cause);
        WriteTime(writer, "due_at"u8, Moment(file.Due));
        WriteTime(writer, "opened_at"u8, Moment(file.Opened));
        WriteTime(writer, "confirmed_at"u8, Moment(file.Confirmed));
        WriteTime(writer, "ended_at"u8, Moment(file.Ended));
        writer.WriteNumber("members"u8, file.Members);
        writer.WriteNumber("rows"u8, file.Rows);
        writer.WriteNumber("mistaken"u8, file.Mistaken);
        writer.WriteNumber("accepted"u8, file.Accepted);
        writer.WriteNumber("refused"u8, file.Refused);
        writer.WriteNumber("bytes"u8, file.Bytes);
        writer.WriteString("sha256"u8, file.Sha256);
        writer.WriteStartObject("totals"u8);
        foreach (var (column, sum) in file.Totals ?? new Dictionary<string, decimal>())
        {
            writer.WriteNumber(column, sum);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("findings"u8);
        foreach (var finding in file.Findings ?? [])
        {
            writer.WriteStringValue(finding);
        }

        writer.WriteEndArray();
        writer.WriteNumber("tries"u8, file.Tries);
        writer.WriteNumber("resends"u8, file.Resends);
        writer.WriteString("by"u8, file.By);
        writer.WriteBoolean("archived"u8, file is { Name: not null, Removed: false });
        writer.WriteString("config_version"u8, file.Catalog);
        writer.WriteString("status_url"u8, StatusUrl(batch, view.Id));
        writer.WriteEndObject();
    }

    /// <summary>The answer to an order that is on its way.</summary>
    public static JsonAnswer Ordered(int status, string batch, string file) => new(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("batch"u8, batch);
        writer.WriteString("file"u8, file);
        writer.WriteString("status_url"u8, StatusUrl(batch, file));
        writer.WriteEndObject();
    })
    {
        Location = StatusUrl(batch, file),
    };

    /// <summary>Writes a number that may be missing.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, decimal? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string StatusUrl(string batch, string file) => $"/api/batches/{batch}/files/{file}";

    private static DateTimeOffset? Moment(long milliseconds) =>
        milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time) =>
        writer.WriteString(name, time is { } at ? Value.DateText(at) : null);
}
