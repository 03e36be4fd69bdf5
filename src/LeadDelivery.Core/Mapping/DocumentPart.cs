using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary><c>$document</c>: a whole JSON or XML document as the text of one field.</summary>
internal sealed class DocumentPart(string kind, MappingPart inner) : MappingPart
{
    /// <summary>The kinds of documents.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["json", "xml"];

    private static readonly XmlOptions Options = new();

    public override bool IsAlwaysThere => false;

    public string Kind => kind;

    public MappingPart Inner => inner;

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        if (!inner.TryBuild(run, out value))
        {
            return false;
        }

        value = Value.Of(kind == "json" ? ValueJson.ToText(value) : XmlText.Of(value, inner, Options, run.Problems));
        return true;
    }

    public override void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open)
    {
        if (TryBuild(run, out var value))
        {
            open.FlushForValue(writer);
            ValueJson.Write(writer, value);
        }
    }
}
