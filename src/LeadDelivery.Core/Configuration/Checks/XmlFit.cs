using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>
/// Holds a mapping against an XML Schema: a lead that has every field is written, and where every part of the mapping wrote something,
/// elements that are missing, unknown or out of order are so for any such lead. Values say nothing: they are the sample's.
/// </summary>
internal static class XmlFit
{
    private static readonly RequestBuilder Builder = new(new RequestBuilderOptions { SandboxAddress = new Uri("http://localhost/") });

    /// <summary>What can never be satisfied.</summary>
    public static IReadOnlyList<(string Path, SchemaProblem Problem)> Check(Recipient call, IReadOnlyList<Flow> flows)
    {
        if (HasConditions(call.Fields!.Root))
        {
            return [];
        }

        var scope = SampleLead.Scope(flows.Count == 0 ? null : flows[0], call);
        var schema = call.Endpoint!.Schema!;
        var plain = call with { Endpoint = call.Endpoint with { Schema = null, Compress = false } };
        var built = Builder.Build(plain, scope, test: false, attempt: 1);
        return built.Request is not { } request
            ? []
            : [.. schema.Check(request.ShownBody ?? System.Text.Encoding.UTF8.GetString(request.Body.Span))
                .Where(problem => problem.IsStructure).Select(problem => ("", problem))];
    }

    // A part that a lead may leave out or repeat could be there for another.
    private static bool HasConditions(MappingPart part) => part switch
    {
        ObjectPart fields => fields.Members.Any(member => HasConditions(member.Part)),
        ListPart list => list.Items.Any(HasConditions),
        LiteralPart or DocumentPart => false,
        TemplatePart template => template.Template.Text.Contains('#', StringComparison.Ordinal)
            || template.Template.Text.Contains('?', StringComparison.Ordinal),
        OptionPart { Options: { When: null, Map: null, Type: null, Format: null } } option => HasConditions(option.Inner),
        _ => true,
    };
}
