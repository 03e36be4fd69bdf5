using System.Collections.Immutable;
using System.Text.Json;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Schemas;
using LeadDelivery.Core.Schemas.Json;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>
/// Holds a mapping against a JSON Schema without any lead: only rules that must hold whatever else does are followed, and of what
/// templates give only the kind is known, so that nothing is found that a lead could mend.
/// </summary>
internal sealed class JsonFit
{
    /// <summary>Deepest descent; a schema may refer to itself while the mapping stands still.</summary>
    private const int MaxDepth = 64;

    private readonly MappedKinds _kinds;
    private readonly List<(string Path, SchemaProblem Problem)> _found = [];

    private JsonFit(MappedKinds kinds) => _kinds = kinds;

    /// <summary>What can never be satisfied: the mapping's place below <c>fields</c>, and the problem.</summary>
    public static IReadOnlyList<(string Path, SchemaProblem Problem)> Check(MappingPart root, SchemaNode schema, MappedKinds kinds)
    {
        var fit = new JsonFit(kinds);
        fit.Check(root, schema, "", InstancePath.Root, 0);
        return [.. fit._found.Distinct()];
    }

    private void Check(MappingPart part, SchemaNode schema, string path, InstancePath at, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (part is OptionPart { Options: { Map: null, Type: null, Format: null, Default: null } } option)
        {
            Check(option.Inner, schema, path, at, depth + 1);
        }
        else if (schema.IsNever)
        {
            Add(path, at, "not allowed");
        }
        else if (part is LiteralPart literal)
        {
            Check(literal.Literal, schema, path, at);
        }
        else
        {
            var before = _found.Count;
            foreach (var keyword in schema.Keywords)
            {
                Check(part, keyword, path, at, depth);
            }

            // Alternatives and the like can be told only of what is the same for every lead, and less exactly.
            if (_found.Count == before && Fixed(part) is { } value)
            {
                Check(value, schema, path, at);
            }
        }
    }

    private void Check(Value value, SchemaNode schema, string path, InstancePath at)
    {
        var run = new SchemaRun();
        schema.Check(Element(value), at, run, null);
        _found.AddRange(run.Problems.Select(problem => (path, problem)));
    }

    private void Check(MappingPart part, Keyword keyword, string path, InstancePath at, int depth)
    {
        switch (keyword, part)
        {
            case (ReferenceKeyword reference, _):
                Check(part, reference.Target, path, at, depth + 1);
                break;
            case (AllOfKeyword all, _):
                foreach (var schema in all.Schemas)
                {
                    Check(part, schema, path, at, depth + 1);
                }

                break;
            case (TypeKeyword type, _):
                if (_kinds.Of(part) is { } kinds
                    && !kinds.Any(kind => type.Types.Contains(kind) || (kind == "number" && type.Types.Contains("integer"))))
                {
                    Add(path, at, $"expected {string.Join(" or ", type.Types)}, found {string.Join(" or ", kinds)}");
                }

                break;
            case (PropertiesKeyword properties, ObjectPart fields):
                Members(fields, properties, path, at, depth);
                break;
            case (RequiredKeyword required, ObjectPart fields):
                Required(fields, required, path, at);
                break;
            case (ItemsKeyword { Rest: { } rest } items, ListPart list) when items.First.IsEmpty:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    Check(list.Items[i], rest, $"{path}[{i}]", at.Item(i), depth + 1);
                }

                break;
            case (ItemsKeyword { Rest: { } rest } items, RepeatedPart repeated) when items.First.IsEmpty:
                Check(repeated.Item, rest, path, at.Item(0), depth + 1);
                break;
        }
    }

    private void Members(ObjectPart fields, PropertiesKeyword properties, string path, InstancePath at, int depth)
    {
        foreach (var member in fields.Members.Where(member => IsEverWritten(member.Part)))
        {
            var run = new SchemaRun();
            var schemas = properties.Matching.Where(m => m.Pattern.IsMatch(member.Name, run)).Select(m => m.Schema).ToList();
            if (properties.Named.TryGetValue(member.Name, out var named))
            {
                schemas.Add(named);
            }

            if (schemas.Count == 0 && properties.Others is { } others)
            {
                schemas.Add(others);
            }

            foreach (var schema in schemas)
            {
                Check(member.Part, schema, path.Length == 0 ? member.Name : $"{path}.{member.Name}", at.Member(member.Name), depth + 1);
            }
        }
    }

    private void Required(ObjectPart fields, RequiredKeyword required, string path, InstancePath at)
    {
        // What is required beside another member is missing only where that one is written for every lead.
        if (required.Where is { } where && !fields.Members.Any(m => m.Name == where && m.Part.IsAlwaysThere))
        {
            return;
        }

        foreach (var name in required.Names.Where(name => !fields.Members.Any(m => m.Name == name && IsEverWritten(m.Part))))
        {
            Add(path, at.Member(name), "required, but no field writes it");
        }
    }

    private void Add(string path, InstancePath at, string rule) => _found.Add((path, new(at.ToString(), rule)));

    /// <summary>False for a value that is empty for every lead, and so left out.</summary>
    private static bool IsEverWritten(MappingPart part) => part is not LiteralPart || part.IsAlwaysThere;

    /// <summary>What is the same for every lead; null where anything in it is not.</summary>
    private static Value? Fixed(MappingPart part)
    {
        switch (part)
        {
            case LiteralPart literal:
                return literal.Literal;
            case ObjectPart fields:
                var members = fields.Members.Where(m => IsEverWritten(m.Part)).Select(m => (m.Name, Value: Fixed(m.Part))).ToList();
                return members.All(m => m.Value is not null)
                    ? Value.Of(ValueObject.From(members.Select(m => KeyValuePair.Create(m.Name, m.Value!.Value)))) : null;
            case ListPart list:
                var items = list.Items.Where(IsEverWritten).Select(Fixed).ToList();
                return items.All(item => item is not null) ? Value.Of(items.Select(item => item!.Value).ToImmutableArray()) : null;
            default:
                return null;
        }
    }

    private static JsonElement Element(Value value)
    {
        using var document = JsonDocument.Parse(ValueJson.ToUtf8(value));
        return document.RootElement.Clone();
    }
}
