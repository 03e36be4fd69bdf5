using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>From the nodes under <c>fields:</c> to parts.</summary>
internal sealed class MappingCompiler
{
    private readonly MappingTexts _texts;
    private readonly OptionCompiler _options;

    public MappingCompiler(MappingTexts texts)
    {
        _texts = texts;
        _options = new OptionCompiler(texts, Part);
    }

    /// <summary>The whole mapping; null when the root is neither an object nor a list. Other mistakes leave holes.</summary>
    public MappingPart? Compile(YamlNode root, string path)
    {
        switch (root)
        {
            case YamlScalar:
                _texts.Mistake(root, path, $"expected an object or a list of fields, found {root.Kind}");
                return null;
            case YamlMap map when OptionCompiler.HasValue(map):
                // One list made of a list of the lead may be the whole document.
                return _options.Root(map, path);
            case YamlMap map:
                return Fields(map, path, 1, _options.Inherited(map, path, EmptyPolicy.Omit, isRoot: true)).ToPart();
            default:
                return Part(root, path, 1, EmptyPolicy.Omit);
        }
    }

    /// <summary>One value by itself, with its options; null after a mistake that leaves no part.</summary>
    public MappingPart? CompileField(YamlNode node, string path) => Part(node, path, 1, EmptyPolicy.Omit);

    /// <summary>The nodes of a tree that does not come from a file.</summary>
    public static YamlNode Nodes(Value tree) => tree.Kind switch
    {
        ValueKind.List => new YamlList(0, [.. tree.AsList.Select(Nodes)]),
        ValueKind.Object => new YamlMap(0, [.. tree.AsObject.Members.Select(m => new YamlEntry(m.Key, 0, Nodes(m.Value)))]),
        ValueKind.Null => new YamlScalar(0, "", ScalarKind.Null),
        ValueKind.Boolean => new YamlScalar(0, tree.ToText(), ScalarKind.Boolean),
        ValueKind.Number => new YamlScalar(0, tree.ToText(), ScalarKind.Number),
        _ => new YamlScalar(0, tree.ToText(), ScalarKind.Text),
    };

    private MappingPart? Part(YamlNode node, string path, int depth, EmptyPolicy empty)
    {
        switch (node)
        {
            case not YamlScalar when depth > FieldMapping.MaxDepth:
                _texts.Mistake(node, path, $"fields nest more than {FieldMapping.MaxDepth} deep");
                return null;
            case YamlMap map when OptionCompiler.HasValue(map):
                return _options.Field(map, path, depth, empty);
            case YamlMap map:
                var inside = _options.Inherited(map, path, empty, isRoot: false);
                return _options.Around(map, path, Fields(map, path, depth, inside).ToPart());
            case YamlList list:
                return new ListPart(
                    [.. list.Items.Select((item, i) => Part(item, $"{path}[{i}]", depth + 1, empty)).OfType<MappingPart>()]);
            default:
                var part = Scalar((YamlScalar)node, path);
                return part is null || empty == EmptyPolicy.Omit ? part : new OptionPart(path, part, new() { Empty = empty });
        }
    }

    private MappingPart? Scalar(YamlScalar scalar, string path) => scalar.Means switch
    {
        ScalarKind.Null => new LiteralPart(Value.Null),
        ScalarKind.Boolean => new LiteralPart(Value.Of(scalar.Text[0] is 't' or 'T')),
        ScalarKind.Number => new LiteralPart(PlainScalar.TryNumber(scalar.Text, out var number) ? Value.Of(number) : Value.Of(scalar.Text)),
        _ => _texts.Text(scalar, path),
    };

    private Branch Fields(YamlMap map, string path, int depth, EmptyPolicy empty)
    {
        var branch = new Branch();
        Fill(branch, map, path, depth, empty);
        return branch;
    }

    private void Fill(Branch branch, YamlMap map, string path, int depth, EmptyPolicy empty)
    {
        foreach (var entry in map.Entries.Where(e => !FieldKey.IsOption(e.Key)))
        {
            var at = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            if (FieldKey.Names(entry.Key, out var wrong) is not { } names)
            {
                _texts.Mistake(Key(entry), at, wrong!);
            }
            else if (Array.Find(names, name => name.IsOption) is { Text: { } option })
            {
                _texts.Mistake(
                    Key(entry), at, $"`{option}` is no option behind a dot: options stand beside $value, and names in backticks");
            }
            else if (depth + names.Length - 1 > FieldMapping.MaxDepth)
            {
                _texts.Mistake(Key(entry), at, $"fields nest more than {FieldMapping.MaxDepth} deep");
            }
            else
            {
                Put(branch, names, entry, at, depth, empty);
            }
        }
    }

    // A key with dots goes into the branch that its first names lead to, beside what other keys put there.
    private void Put(Branch branch, ReadOnlySpan<FieldName> names, YamlEntry entry, string at, int depth, EmptyPolicy empty)
    {
        var isObject = entry.Value is YamlMap { Entries.Length: > 0 } map && !map.Entries.Any(e => FieldKey.IsOption(e.Key));
        foreach (var name in isObject ? names : names[..^1])
        {
            if (branch.Enter(name) is not { } inner)
            {
                _texts.Mistake(Key(entry), at, $"`{name.Text}` has a value already, so it cannot hold fields too");
                return;
            }

            branch = inner;
            depth++;
        }

        if (!isObject)
        {
            var part = Part(entry.Value, at, depth + 1, empty);
            if (part is not null && !branch.Add(names[^1], part))
            {
                _texts.Mistake(Key(entry), at, "this field is given already");
            }
        }
        else if (depth > FieldMapping.MaxDepth)
        {
            _texts.Mistake(Key(entry), at, $"fields nest more than {FieldMapping.MaxDepth} deep");
        }
        else
        {
            Fill(branch, (YamlMap)entry.Value, at, depth, empty);
        }
    }

    private static YamlScalar Key(YamlEntry entry) => new(entry.Line, entry.Key, ScalarKind.Text);
}
