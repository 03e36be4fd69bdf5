using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>From the nodes under <c>fields:</c> to parts.</summary>
/// <param name="mistake">Receives node, path and words.</param>
/// <param name="text">The part that a text stands for; null when it reported a mistake.</param>
internal sealed class MappingCompiler(Action<YamlNode, string, string> mistake, Func<YamlScalar, string, MappingPart?> text)
{
    /// <summary>The whole mapping; null when the root is neither an object nor a list. Other mistakes leave holes.</summary>
    public MappingPart? Compile(YamlNode root, string path)
    {
        if (root is YamlScalar)
        {
            mistake(root, path, $"expected an object or a list of fields, found {root.Kind}");
            return null;
        }

        return Part(root, path, 1);
    }

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

    private MappingPart? Part(YamlNode node, string path, int depth)
    {
        switch (node)
        {
            case not YamlScalar when depth > FieldMapping.MaxDepth:
                mistake(node, path, $"fields nest more than {FieldMapping.MaxDepth} deep");
                return null;
            case YamlMap map:
                var branch = new Branch();
                Fill(branch, map, path, depth);
                return branch.ToPart();
            case YamlList list:
                return new ListPart([.. list.Items.Select((item, i) => Part(item, $"{path}[{i}]", depth + 1)).OfType<MappingPart>()]);
            default:
                return Scalar((YamlScalar)node, path);
        }
    }

    private MappingPart? Scalar(YamlScalar scalar, string path) => scalar.Means switch
    {
        ScalarKind.Null => new LiteralPart(Value.Null),
        ScalarKind.Boolean => new LiteralPart(Value.Of(scalar.Text[0] is 't' or 'T')),
        ScalarKind.Number => new LiteralPart(PlainScalar.TryNumber(scalar.Text, out var number) ? Value.Of(number) : Value.Of(scalar.Text)),
        _ => text(scalar, path),
    };

    private void Fill(Branch branch, YamlMap map, string path, int depth)
    {
        foreach (var entry in map.Entries)
        {
            var at = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            var names = entry.Key.Split('.');
            if (entry.Key.StartsWith('$'))
            {
                mistake(Key(entry), at, "options of fields (`$…`) are not supported by this version");
            }
            else if (names.Contains(""))
            {
                mistake(Key(entry), at, "expected a name before, between and after dots");
            }
            else if (depth + names.Length - 1 > FieldMapping.MaxDepth)
            {
                mistake(Key(entry), at, $"fields nest more than {FieldMapping.MaxDepth} deep");
            }
            else
            {
                Put(branch, names, entry, at, depth);
            }
        }
    }

    // A key with dots goes into the branch that its first names lead to, beside what other keys put there.
    private void Put(Branch branch, ReadOnlySpan<string> names, YamlEntry entry, string at, int depth)
    {
        var isObject = entry.Value is YamlMap { Entries.Length: > 0 };
        foreach (var name in isObject ? names : names[..^1])
        {
            if (branch.Enter(name) is not { } inner)
            {
                mistake(Key(entry), at, $"`{name}` has a value already, so it cannot hold fields too");
                return;
            }

            branch = inner;
            depth++;
        }

        if (!isObject)
        {
            var part = Part(entry.Value, at, depth + 1);
            if (part is not null && !branch.Add(names[^1], part))
            {
                mistake(Key(entry), at, "this field is given already");
            }
        }
        else if (depth > FieldMapping.MaxDepth)
        {
            mistake(Key(entry), at, $"fields nest more than {FieldMapping.MaxDepth} deep");
        }
        else
        {
            Fill(branch, (YamlMap)entry.Value, at, depth);
        }
    }

    private static YamlScalar Key(YamlEntry entry) => new(entry.Line, entry.Key, ScalarKind.Text);

    /// <summary>An object under construction: members in the order of their first mention.</summary>
    private sealed class Branch
    {
        private readonly List<(string Name, MappingPart? Part, Branch? Inner)> _members = [];
        private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

        /// <summary>The object of that name, begun if need be; null where the name has a value.</summary>
        public Branch? Enter(string name)
        {
            if (_index.TryGetValue(name, out var at))
            {
                return _members[at].Inner;
            }

            var inner = new Branch();
            _index.Add(name, _members.Count);
            _members.Add((name, null, inner));
            return inner;
        }

        /// <summary>Adds a value; false where the name is taken.</summary>
        public bool Add(string name, MappingPart part)
        {
            if (!_index.TryAdd(name, _members.Count))
            {
                return false;
            }

            _members.Add((name, part, null));
            return true;
        }

        public ObjectPart ToPart() => new([.. _members.Select(m => new MappingMember(m.Name, m.Part ?? m.Inner!.ToPart()))]);
    }
}
