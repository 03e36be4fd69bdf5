using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>
/// <c>format: multipart</c>: multipart/form-data (RFC 7578), names and file names escaped as browsers do. An object with
/// <c>@filename</c>, <c>@content_type</c>, <c>#text</c> or <c>#base64</c> is one part; without content it is left out.
/// </summary>
internal sealed class MultipartFormat : RequestFormat
{
    private const string FileName = "@filename";
    private const string PartType = "@content_type";
    private const string TextContent = "#text";
    private const string Base64Content = "#base64";

    public override bool NeedsAscii => true;

    public override void Write(FieldMapping fields, RequestDraft draft)
    {
        if (draft.ContentType is { } given && ContentTypes.HasBoundary(given))
        {
            draft.Problems.Add("headers.Content-Type: the boundary is chosen for each delivery, expected none");
            return;
        }

        if (FlatFields.Of(draft.Document(fields), draft.Endpoint.Form, draft.Problems, IsPart) is not { } flat)
        {
            return;
        }

        var parts = flat.Select(field => Part(field, draft)).OfType<FormPart>().ToArray();
        var boundary = Boundary(parts, draft.Scope);
        draft.ContentType = $"{draft.ContentType ?? "multipart/form-data"}; boundary={boundary}";
        using var body = new MemoryStream();
        var shown = new StringBuilder();
        foreach (var part in parts)
        {
            var head = draft.Charset.EncodePiece($"--{boundary}\r\n{part.Head}\r\n", CharsetGap.Reference);
            body.Write(head);
            body.Write(part.Content);
            body.Write("\r\n"u8);
            shown.Append(draft.Charset.Decode(head)).Append(part.IsBinary ? $"({part.Content.Length} bytes)" : draft.Charset.Decode(part.Content))
                .Append("\r\n");
        }

        body.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        draft.Write(body.ToArray(), shown.Append($"--{boundary}--\r\n").ToString());
    }

    public override void Render(Template body, RequestDraft draft) =>
        draft.Problems.Add("body: a multipart body cannot be one template, expected fields");

    public override IEnumerable<FieldMistake> Check(Endpoint endpoint, FieldMapping fields) => CheckHasNames(fields, "multipart form");

    private static bool IsPart(ValueObject members) => members.Members.Any(m => m.Key is FileName or PartType or TextContent or Base64Content);

    private static FormPart? Part(FlatField field, RequestDraft draft)
    {
        var head = $"Content-Disposition: form-data; name=\"{Quoted(field.Name)}\"";
        if (field.Value.Kind != ValueKind.Object)
        {
            return new(head + "\r\n", draft.Charset.EncodePiece(field.Text, CharsetGap.Reference), false);
        }

        var base64 = field.Value.Member(Base64Content);
        var text = field.Value.Member(TextContent);
        if (base64.IsNull && text.IsNull)
        {
            return null;
        }

        if (!TryContent(base64, text, draft.Charset, out var content))
        {
            draft.Problems.Add($"fields.{field.Name.Split('[', '.')[0]}: {Base64Content} is not base64");
            return null;
        }

        var fileName = field.Value.Member(FileName).ToText();
        head += fileName.Length == 0 ? "\r\n" : $"; filename=\"{Quoted(fileName)}\"\r\n";
        var type = HeaderText.Clean(field.Value.Member(PartType).ToText());
        type = type.Length > 0 ? type
            : !base64.IsNull ? "application/octet-stream"
            : $"text/plain; charset={draft.Charset.Name}";
        return new($"{head}Content-Type: {type}\r\n", content, !base64.IsNull);
    }

    private static bool TryContent(Value base64, Value text, Charset charset, out byte[] content)
    {
        content = [];
        if (base64.IsNull)
        {
            content = charset.EncodePiece(text.ToText(), CharsetGap.Reference);
            return true;
        }

        try
        {
            content = Convert.FromBase64String(base64.ToText());
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // As the WHATWG has it: these three only, so that what any other character means is between sender and recipient.
    private static string Quoted(string name) => name.Replace("\"", "%22").Replace("\r", "%0D").Replace("\n", "%0A");

    // The same for every attempt of a delivery, so that a repeated request is the same to the byte; tried until no part holds it.
    private static string Boundary(IReadOnlyCollection<FormPart> parts, Scope scope)
    {
        var key = scope.TryRoot("delivery", out var delivery) ? delivery.Member("key").ToText() : "";
        for (var number = 0; ; number++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{key}/{number}"));
            var boundary = "----LeadDelivery" + Convert.ToHexStringLower(hash.AsSpan(0, 12));
            var bytes = Encoding.ASCII.GetBytes(boundary);
            if (parts.All(p => p.Content.AsSpan().IndexOf(bytes) < 0 && !p.Head.Contains(boundary, StringComparison.Ordinal)))
            {
                return boundary;
            }
        }
    }

    private sealed record FormPart(string Head, byte[] Content, bool IsBinary);
}
