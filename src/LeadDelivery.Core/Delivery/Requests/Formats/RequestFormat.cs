using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>One <c>endpoint.format</c>: from the mapped fields, or from a whole-body template, to what is sent.</summary>
internal abstract class RequestFormat
{
    /// <summary>True where names and values stand between ASCII characters, each a byte: UTF-16 cannot be written.</summary>
    public virtual bool NeedsAscii => false;

    /// <summary>Fills in the request from the mapped fields; what cannot be written is a problem of the draft.</summary>
    public abstract void Write(FieldMapping fields, RequestDraft draft);

    /// <summary>Fills in the request from a whole-body template: values are escaped for the place where they stand.</summary>
    public abstract void Render(Template body, RequestDraft draft);

    /// <summary>What is wrong with a mapping for this format, whatever the lead holds.</summary>
    public virtual IEnumerable<FieldMistake> Check(Endpoint endpoint, FieldMapping fields) => [];

    /// <summary>What is wrong with a mapping whose fields need names.</summary>
    protected static IEnumerable<FieldMistake> CheckHasNames(FieldMapping fields, string format) =>
        fields.Root.Under is ListPart or RepeatedPart ? [new("", $"a {format} takes names with values, found a list")] : [];
}

/// <summary>What is wrong with a field for the format it is sent in.</summary>
/// <param name="Path">From the fields' root, <c>applicant.phones[0]</c>; empty for the root.</param>
/// <param name="Message">What is wrong, what was expected.</param>
internal readonly record struct FieldMistake(string Path, string Message);
