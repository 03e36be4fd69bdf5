using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>
/// <c>format: query</c>: the fields go into the URL, behind what stands there; there is no body. A field takes the place of a
/// parameter of the same name; the items of a list are added to it.
/// </summary>
internal sealed class QueryFormat : RequestFormat
{
    public override bool NeedsAscii => true;

    public override void Write(FieldMapping fields, RequestDraft draft)
    {
        draft.ContentType = null;
        var options = draft.Endpoint.Form;
        if (draft.Url is not { } url || FlatFields.Of(draft.Document(fields), options, draft.Problems) is not { } flat)
        {
            return;
        }

        draft.Url = UrlQuery.Merge(
            url,
            flat.Where(f => !f.IsOfList).Select(f => f.Name).ToHashSet(StringComparer.Ordinal),
            flat.Select(f => PercentText.InQuery(f.Name, draft.Charset, options.HasRawBrackets) + "="
                + PercentText.InQuery(f.Text, draft.Charset)));
    }

    public override void Render(Template body, RequestDraft draft)
    {
        draft.ContentType = null;
        var query = draft.Render(body, value => PercentText.InQuery(value, draft.Charset)).Trim().TrimStart('?', '&');
        if (draft.Url is { } url && query.Length > 0)
        {
            draft.Url = UrlQuery.Merge(url, new HashSet<string>(), [query]);
        }
    }

    public override IEnumerable<FieldMistake> Check(Endpoint endpoint, FieldMapping fields) => CheckHasNames(fields, "query");
}
