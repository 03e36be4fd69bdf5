using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary><c>format: text</c>: a template's text as it is, or a line <c>name: value</c> for each field.</summary>
internal sealed class TextFormat : RequestFormat
{
    private static readonly char[] LineBreaks = [.. "\r\n\v\f\u0085\u2028\u2029"];

    private static readonly FormOptions Names = new() { HasDots = true };

    public override void Write(FieldMapping fields, RequestDraft draft)
    {
        if (FlatFields.Of(draft.Document(fields), Names, draft.Problems) is { } flat)
        {
            var lines = new StringBuilder();
            foreach (var field in flat)
            {
                lines.Append(OnOneLine(field.Name)).Append(": ").Append(OnOneLine(field.Text)).Append('\n');
            }

            Write(lines.ToString(), draft);
        }
    }

    public override void Render(Template body, RequestDraft draft) => Write(draft.Render(body, value => value), draft);

    public override IEnumerable<FieldMistake> Check(Endpoint endpoint, FieldMapping fields) => CheckHasNames(fields, "text of lines");

    private static void Write(string text, RequestDraft draft)
    {
        draft.ContentType ??= $"text/plain; charset={draft.Charset.Name}";
        draft.Write(draft.Charset.Encode(text, CharsetGap.Likeness));
    }

    // A value with line breaks would look like further fields.
    private static string OnOneLine(string text) => text.IndexOfAny(LineBreaks) < 0
        ? text
        : string.Join(' ', text.Split(LineBreaks, StringSplitOptions.RemoveEmptyEntries));
}
