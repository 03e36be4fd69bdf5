using System.Collections.Frozen;
using System.Collections.Immutable;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Evaluation;
using LeadDelivery.Core.Mapping;
using LiteralPart = LeadDelivery.Core.Mapping.LiteralPart;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>
/// Tells, in the words of JSON Schema, what kinds of value a piece of a mapping writes where it writes any; null where that depends on
/// what the lead holds.
/// </summary>
internal sealed class MappedKinds
{
    private static readonly ImmutableArray<string> String = ["string"];
    private static readonly ImmutableArray<string> Boolean = ["boolean"];

    /// <summary><c>integer</c> stands beside it wherever it is compared.</summary>
    private static readonly ImmutableArray<string> Number = ["number"];

    private static readonly FrozenDictionary<string, ImmutableArray<string>> Functions = new[]
    {
        (String, "format lower upper capitalize trim substring replace replace_regex pad_left pad_right ascii digits mask "
            + "one_line strip_html first_word last_word join phone date weekday "
            + "base64 base64_url hex url_encode url_decode form_encode json xml_escape "
            + "json_escape hash hmac md5 sha1 sha256 uuid street city state_of zip zip5 zip4 state_name state_code country_name "
            + "country_code country_code3 first_name middle_name last_name salutation suffix initials email_domain"),
        (Number, "number integer round floor ceil abs length count year month day hour age days_between range_min range_max range_mid"),
        (Boolean, "boolean is_empty is_number is_valid_phone is_valid_email contains includes starts_with ends_with"),
    }.SelectMany(group => group.Item2.Split(' ').Select(name => KeyValuePair.Create(name, group.Item1))).ToFrozenDictionary();

    private readonly Dictionary<string, ImmutableArray<string>> _fields = new(StringComparer.Ordinal);

    /// <summary>For the leads of some flows: a field's type is known where all of them declare it alike.</summary>
    public MappedKinds(IReadOnlyCollection<Flow> flows)
    {
        foreach (var name in flows.SelectMany(flow => flow.Accept.Fields).Select(field => field.Name).Distinct(StringComparer.Ordinal))
        {
            var types = flows.Select(flow => flow.Accept.Fields.LastOrDefault(field => field.Name == name)?.Type).Distinct().ToList();
            if (types is [{ } type])
            {
                _fields[name] = type switch
                {
                    "number" or "integer" or "money" => Number,
                    "boolean" => Boolean,
                    _ => String,
                };
            }
        }
    }

    /// <summary>The kinds; null where they are not known.</summary>
    public ImmutableArray<string>? Of(MappingPart part) => part switch
    {
        ObjectPart => ["object"],
        ListPart or RepeatedPart => ["array"],
        DocumentPart => String,
        LiteralPart literal => Kind(literal.Literal),
        TemplatePart template => Of(template.Template),
        OptionPart option => Of(option),
        _ => null,
    };

    private ImmutableArray<string>? Of(OptionPart option)
    {
        var (options, inner) = (option.Options, Of(option.Inner));

        // Of a list each item is changed, so that it stays one.
        ImmutableArray<string> list = inner is { } known && !known.Contains("array") ? [] : ["array"];
        return options switch
        {
            { Type.IsNumeric: true, Format: null } => [.. Number, .. list],
            { Type.IsNumeric: true } => [.. Number, .. String, .. list],
            { Type.Name: "boolean" } => [.. Boolean, .. list],
            { Type: not null } or { Format: not null } => [.. String, .. list],
            { Map: not null } or { Default: not null } => null,
            _ => inner,
        };
    }

    private ImmutableArray<string>? Of(Template template) => template.Single is { } single ? Of(single) : String;

    private ImmutableArray<string>? Of(Node node) => node switch
    {
        ConstantNode constant => Kind(constant.Value),
        NameNode name => Field(name.Name),
        PathNode path => Field(path.Path.StartsWith("lead.", StringComparison.Ordinal) ? path.Path[5..] : path.Path),
        CallNode call => Function(call.Function.Name),
        SuffixNode { Last: CallSuffix call } => Function(call.Function.Name),
        UuidNode or NowNode => String,
        ComparisonNode or NotNode => Boolean,
        _ => null,
    };

    private ImmutableArray<string>? Field(string name) => _fields.TryGetValue(name, out var kinds) ? kinds : null;

    private static ImmutableArray<string>? Function(string name) => Functions.TryGetValue(name, out var kinds) ? kinds : null;

    private static ImmutableArray<string>? Kind(Value value) => value.Kind switch
    {
        ValueKind.Null => ["null"],
        ValueKind.Boolean => Boolean,
        ValueKind.Number => Number,
        ValueKind.Text or ValueKind.Date => String,
        ValueKind.List => ["array"],
        _ => ["object"],
    };
}
