using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary><c>format: json</c></summary>
internal sealed class JsonFormat : RequestFormat
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Characters beyond ASCII go as they are, as every reader of JSON takes them; HTML is not what this is for.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2 * ValueJson.MaxDepth,
        SkipValidation = true,
    };

    public override void Write(FieldMapping fields, RequestDraft draft)
    {
        draft.ContentType ??= Type(draft);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            if (draft.Endpoint.Ascii)
            {
                ValueJson.Write(writer, draft.Document(fields));
            }
            else
            {
                fields.Write(draft.Scope, writer, draft.Problems);
            }
        }

        draft.Write(draft.Charset.IsUtf8
            ? buffer.WrittenMemory
            : draft.Charset.Encode(Encoding.UTF8.GetString(buffer.WrittenSpan), CharsetGap.Json));
    }

    public override void Render(Template body, RequestDraft draft)
    {
        draft.ContentType ??= Type(draft);
        var text = JsonTemplate.Render(body, draft);
        if (JsonTemplate.Problem(Encoding.UTF8.GetBytes(text)) is { } problem)
        {
            draft.Problems.Add(problem);
            return;
        }

        draft.Write(draft.Charset.Encode(text, CharsetGap.Json));
    }

    // Without a charset unless one is asked for: RFC 8259 defines none, and some readers compare the whole header.
    private static string Type(RequestDraft draft) =>
        draft.Endpoint.Charset is null ? "application/json" : $"application/json; charset={draft.Charset.Name}";
}
