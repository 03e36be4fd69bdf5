using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary><c>format: form</c>: application/x-www-form-urlencoded, as browsers send it.</summary>
internal sealed class FormFormat : RequestFormat
{
    private const string MediaType = "application/x-www-form-urlencoded";

    public override bool NeedsAscii => true;

    public override void Write(FieldMapping fields, RequestDraft draft)
    {
        var options = draft.Endpoint.Form;
        if (FlatFields.Of(draft.Document(fields), options, draft.Problems) is not { } flat)
        {
            return;
        }

        var text = new StringBuilder();
        foreach (var field in flat)
        {
            text.Append(text.Length == 0 ? "" : "&")
                .Append(PercentText.InForm(field.Name, draft.Charset, options.HasRawBrackets))
                .Append('=')
                .Append(PercentText.InForm(field.Text, draft.Charset));
        }

        Write(text.ToString(), draft);
    }

    public override void Render(Template body, RequestDraft draft) =>
        Write(draft.Render(body, value => PercentText.InForm(value, draft.Charset)), draft);

    public override IEnumerable<FieldMistake> Check(Endpoint endpoint, FieldMapping fields) => CheckHasNames(fields, "form");

    private static void Write(string text, RequestDraft draft)
    {
        draft.ContentType ??= draft.Endpoint.Charset is null ? MediaType : $"{MediaType}; charset={draft.Charset.Name}";
        draft.Write(draft.Charset.Encode(text, CharsetGap.Reference));
    }
}
