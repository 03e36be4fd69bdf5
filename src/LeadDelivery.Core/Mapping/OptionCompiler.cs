using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>Reads the <c>$</c> options of a field.</summary>
/// <param name="part">Compiles what stands under <c>$value</c>: node, path, depth, inherited <c>$empty</c>.</param>
internal sealed class OptionCompiler(MappingTexts texts, Func<YamlNode, string, int, EmptyPolicy, MappingPart?> part)
{
    private const string Value = "$value";
    private const string Script = "$scriban";
    private const string When = "$when";
    private const string Empty = "$empty";
    private const string Required = "$required";
    private const string Each = "$each";
    private const string As = "$as";
    private const string Document = "$document";
    private const string Type = "$type";
    private const string Format = "$format";
    private const string Map = "$map";
    private const string Default = "$default";
    private const string DefaultItem = "item";

    /// <summary>Every option, for suggestions.</summary>
    public static readonly IReadOnlyList<string> Names =
        [Value, Script, Type, Format, Map, Default, Empty, Required, When, Each, As, Document];

    private const string NotAtRoot = "is for fields; for the whole request put `when` on the plan's node";

    private static readonly string[] OfObjects = [When, Empty];
    private static readonly string[] OfTrees = [Value, Script, When, Empty, Required, Each, As, Document];
    private static readonly string[] Roots = ["lead", "source", "flow", "recipient", "delivery", "submission", "appended", "ping", "now"];

    private static readonly (string Word, EmptyPolicy Policy)[] Policies =
        [("omit", EmptyPolicy.Omit), ("null", EmptyPolicy.Null), ("blank", EmptyPolicy.Blank), ("error", EmptyPolicy.Error)];

    /// <summary>True for a field with a value and options; false for an object of fields.</summary>
    public static bool HasValue(YamlMap map) => map.Entries.Any(e => e.Key is Value or Script);

    /// <summary>What an object's fields do when empty; reports options that an object without <c>$value</c> cannot have.</summary>
    public EmptyPolicy Inherited(YamlMap map, string path, EmptyPolicy inherited, bool isRoot)
    {
        foreach (var entry in map.Entries.Where(e => FieldKey.IsOption(e.Key)))
        {
            if (!Names.Contains(entry.Key))
            {
                Mistake(entry, path, $"is not known, {Suggestion.For(entry.Key, Names)}");
            }
            else if (isRoot && entry.Key == When)
            {
                Mistake(entry, path, NotAtRoot);
            }
            else if (!OfObjects.Contains(entry.Key))
            {
                Mistake(entry, path, $"needs {Value} beside it");
            }
        }

        return Find(map, Empty) is { } given ? Policy(given, path) : inherited;
    }

    /// <summary>The object's part with its own condition around it, if any.</summary>
    public MappingPart Around(YamlMap map, string path, MappingPart fields) =>
        Find(map, When) is { } when && texts.Expression(when.Value, At(path, when)) is { } condition
            ? new OptionPart(path, fields, new() { When = condition })
            : fields;

    /// <summary>A root with <c>$value</c>: a list made of a list of the lead, or fields; null when it reported a mistake.</summary>
    public MappingPart? Root(YamlMap map, string path)
    {
        var whole = Find(map, When) ?? Find(map, Document);
        if (whole is not null)
        {
            Mistake(whole, path, whole.Key == When ? NotAtRoot : "is for the text of one field, found at the root");
            return null;
        }

        var value = Find(map, Value) ?? Find(map, Script)!;
        if (value.Value is YamlScalar scalar && Find(map, Each) is null)
        {
            texts.Mistake(scalar, At(path, value), $"expected fields, or {Each} beside it, found {scalar.Kind}");
            return null;
        }

        return Field(map, path, 1, EmptyPolicy.Omit);
    }

    /// <summary>A field with <c>$value</c>; null when it reported a mistake that leaves no part.</summary>
    public MappingPart? Field(YamlMap map, string path, int depth, EmptyPolicy inherited)
    {
        var script = Find(map, Script);
        var value = script ?? Find(map, Value)!;
        var isTree = value.Value is not YamlScalar || Find(map, Each) is not null || Find(map, Document) is not null;
        Check(map, path, isTree);
        var empty = Find(map, Empty) is { } given ? Policy(given, path) : inherited;
        var options = new FieldOptions
        {
            When = Find(map, When) is { } when ? texts.Expression(when.Value, At(path, when)) : null,
            Map = Find(map, Map) is { } words ? Words(words, path, depth) : null,
            Default = Find(map, Default) is { } otherwise ? part(otherwise.Value, At(path, otherwise), depth + 1, EmptyPolicy.Omit) : null,
            Type = Find(map, Type) is { } type ? TypeOf(type, path) : null,
            Format = Find(map, Format) is { } format ? Text(format, path, "a format such as '0.00' or 'yyyy-MM-dd'") : null,
            Empty = empty,
            Required = Find(map, Required) is { } required && Flag(required, path),
        };
        FormatCheck(map, path, options);

        // Items of $each stand one deeper than the field itself.
        var each = Find(map, Each);
        var inner = script is not null ? Scripted(script, path)
            : part(value.Value, At(path, value), each is null ? depth : depth + 1, isTree ? inherited : EmptyPolicy.Omit);
        inner = inner is not null && each is not null ? Repeated(map, each, path, inner) : inner;
        inner = inner is not null && Find(map, Document) is { } document ? Whole(document, path, inner) : inner;
        return inner is null ? null : new OptionPart(path, inner, options);
    }

    private ScriptPart? Scripted(YamlEntry script, string path) =>
        texts.Script(script.Value, At(path, script)) is { } parsed ? new ScriptPart(path, parsed) : null;

    private void FormatCheck(YamlMap map, string path, FieldOptions options)
    {
        if (options.Format is { } format && FieldFormat.Mistake(format, options.Type) is { } wrong)
        {
            Mistake(Find(map, Format)!, path, wrong);
        }
    }

    private void Check(YamlMap map, string path, bool isTree)
    {
        foreach (var entry in map.Entries)
        {
            if (!FieldKey.IsOption(entry.Key))
            {
                Mistake(entry, path, $"stands beside {Value}, expected options only; fields go under {Value}");
            }
            else if (!Names.Contains(entry.Key))
            {
                Mistake(entry, path, $"is not known, {Suggestion.For(entry.Key, Names)}");
            }
            else if (isTree && !OfTrees.Contains(entry.Key))
            {
                Mistake(entry, path, "is for single values, found fields of its own");
            }
            else if (entry.Key == Value && Find(map, Script) is not null)
            {
                Mistake(entry, path, $"stands beside {Script}, expected one of them");
            }
            else if (entry.Key == As && Find(map, Each) is null)
            {
                Mistake(entry, path, $"needs {Each} beside it");
            }
        }
    }

    private RepeatedPart? Repeated(YamlMap map, YamlEntry each, string path, MappingPart inner)
    {
        var name = Find(map, As) is { } given ? Text(given, path, "a name for the item") : DefaultItem;
        if (name is not null && (name.Length == 0 || Roots.Contains(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            || char.IsAsciiDigit(name[0]) || Expression.Parse(name, out _)?.Paths is not [var read] || read != name))
        {
            Mistake(Find(map, As)!, path, $"cannot be `{name}`, expected a name of letters, digits and _ that means nothing else");
            return null;
        }

        return name is not null && texts.Expression(each.Value, At(path, each)) is { } list
            ? new RepeatedPart(path, list, name, inner)
            : null;
    }

    private DocumentPart? Whole(YamlEntry entry, string path, MappingPart inner)
    {
        if (Text(entry, path, "json or xml") is not { } kind)
        {
            return null;
        }

        if (inner is LiteralPart or ScriptPart)
        {
            Mistake(entry, path, $"is for fields under {Value}, found a single value");
            return null;
        }

        if (DocumentPart.Kinds.Contains(kind))
        {
            return new DocumentPart(kind, inner);
        }

        Mistake(entry, path, $"`{kind}` is not known, expected json or xml");
        return null;
    }

    private ValueMap? Words(YamlEntry entry, string path, int depth)
    {
        if (entry.Value is not YamlMap { Entries: { Length: > 0 } entries })
        {
            Mistake(entry, path, $"expected an object such as {{ \"1\": Own, \"2\": Rent }}, found {entry.Value.Kind}");
            return null;
        }

        var words = new List<KeyValuePair<string, MappingPart>>(entries.Length);
        foreach (var word in entries)
        {
            var at = $"{At(path, entry)}.{word.Key}";
            if (word.Value is not YamlScalar)
            {
                texts.Mistake(word.Value, at, $"expected a single value, found {word.Value.Kind}");
            }
            else if (part(word.Value, at, depth + 2, EmptyPolicy.Omit) is { } mapped)
            {
                words.Add(new(word.Key, mapped));
            }
        }

        return new ValueMap(words);
    }

    private FieldType? TypeOf(YamlEntry entry, string path)
    {
        var names = FieldType.All.Select(t => t.Name).ToList();
        var name = Text(entry, path, $"one of {string.Join(", ", names)}");
        var type = FieldType.All.FirstOrDefault(t => t.Name == name);
        if (name is not null && type is null)
        {
            Mistake(entry, path, $"`{name}` is not known, {Suggestion.For(name, names)}");
        }

        return type;
    }

    private EmptyPolicy Policy(YamlEntry entry, string path)
    {
        // Unquoted, null is YAML's own: it can only mean the word.
        var word = entry.Value is YamlScalar { Means: ScalarKind.Null } ? "null" : (entry.Value as YamlScalar)?.Text;
        var at = Array.FindIndex(Policies, p => p.Word == word);
        if (at < 0)
        {
            Mistake(entry, path, $"expected one of {string.Join(", ", Policies.Select(p => p.Word))}, found {Found(entry.Value)}");
        }

        return at < 0 ? EmptyPolicy.Omit : Policies[at].Policy;
    }

    private bool Flag(YamlEntry entry, string path)
    {
        if (entry.Value is YamlScalar { Means: ScalarKind.Boolean } flag)
        {
            return flag.Text[0] is 't' or 'T';
        }

        Mistake(entry, path, $"expected true or false, found {Found(entry.Value)}");
        return false;
    }

    private string? Text(YamlEntry entry, string path, string expected)
    {
        if (entry.Value is YamlScalar { Means: not ScalarKind.Null, Text: { Length: > 0 } text }
            && !text.Contains("{{", StringComparison.Ordinal))
        {
            return text;
        }

        Mistake(entry, path, $"expected {expected}, found {Found(entry.Value)}");
        return null;
    }

    private static string Found(YamlNode node) => node is YamlScalar { Means: ScalarKind.Text } scalar ? $"`{scalar.Text}`" : node.Kind;

    private static YamlEntry? Find(YamlMap map, string name) => map.Entries.FirstOrDefault(e => e.Key == name);

    private static string At(string path, YamlEntry entry) => path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";

    private void Mistake(YamlEntry entry, string path, string words) =>
        texts.Mistake(new YamlScalar(entry.Line, entry.Key, ScalarKind.Text), At(path, entry), words);
}
