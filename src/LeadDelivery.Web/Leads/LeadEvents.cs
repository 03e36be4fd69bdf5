using System.Text.Json;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Web.Leads;

/// <summary>A lead's audit trail as JSON: <c>[{id, at, type, …data}]</c>.</summary>
internal static class LeadEvents
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<LeadEvent> events)
    {
        writer.WriteStartArray();
        foreach (var entry in events)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, entry.Id);
            writer.WriteString("at"u8, Value.DateText(entry.At));
            writer.WriteString("type"u8, entry.Type);
            foreach (var (name, value) in entry.Data.Members)
            {
                if (name is not ("id" or "at" or "type"))
                {
                    writer.WritePropertyName(name);
                    ValueJson.Write(writer, value);
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
