using System.Collections.Immutable;
using System.Text.Json;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary>
/// A compiled <c>fields:</c> tree: from a scope to the document that is sent. Empty values (null and empty text) are left out, lists
/// close up over them, and an object or list that is left with nothing is left out too; the root stays.
/// </summary>
public sealed class FieldMapping
{
    /// <summary>Deepest nesting of a mapping: what JSON is read to, so that no answer is deeper than any question.</summary>
    public const int MaxDepth = ValueJson.MaxDepth;

    private readonly MappingPart _root;

    internal FieldMapping(MappingPart root) => _root = root;

    /// <summary>What it was compiled to, for formats that look at its names.</summary>
    internal MappingPart Root => _root;

    /// <summary>The paths that its templates read, as <see cref="Template.Paths"/>; conditions and the like are not among them.</summary>
    internal IEnumerable<string> Paths => Templates(_root).SelectMany(template => template.Paths);

    /// <summary>Nothing to send: an empty object.</summary>
    public static FieldMapping Empty { get; } = new(new ObjectPart([]));

    /// <summary>
    /// Compiles a tree in which a text with <c>{{ }}</c> is a template, any other value itself, and dots in keys nest.
    /// Null with the mistakes (path and words) where it cannot be compiled.
    /// </summary>
    public static FieldMapping? Compile(Value tree, out IReadOnlyList<string> mistakes)
    {
        var found = new List<string>();
        mistakes = found;
        var compiler = new MappingCompiler(new MappingTexts(
            (_, path, message) => found.Add($"{path}: {message}"),
            (scalar, path) => !scalar.Text.Contains("{{", StringComparison.Ordinal) ? new LiteralPart(Value.Of(scalar.Text))
                : Template.Parse(scalar.Text, out var error) is { } template ? new TemplatePart(template)
                : Reject<MappingPart>(path, error),
            (node, path) => Template.Parse((node as YamlScalar)?.Text ?? "", out var error) is { IsLiteral: false } template
                ? Expression.Of(template)
                : Expression.Parse((node as YamlScalar)?.Text ?? "", out error) ?? Reject<Expression>(path, error),
            (_, path) => Reject<IScriptTemplate>(path, new(1, "scripts are read from files alone"))));
        var root = compiler.Compile(MappingCompiler.Nodes(tree), "");
        return found.Count == 0 && root is not null ? new FieldMapping(root) : null;

        T? Reject<T>(string path, LanguageError? error)
            where T : class
        {
            found.Add($"{path}: column {error?.Column}: {error?.Message}");
            return null;
        }
    }

    /// <summary>Builds the document: an object, or a list where the root is one.</summary>
    /// <param name="problems">Receives a line for each field that cannot be mapped (path and reason, no consumer data).</param>
    public Value Build(Scope scope, ICollection<string> problems)
    {
        _root.TryBuild(new MappingRun(scope, problems), out var document);

        // The root stays: with nothing in it where nothing is left.
        return document.Kind is ValueKind.Object or ValueKind.List ? document
            : _root.Under is ObjectPart ? Value.Of(ValueObject.Empty)
            : Value.Of(ImmutableArray<Value>.Empty);
    }

    /// <summary>The value of a mapping that has one member alone, without the object around it; null where there is none.</summary>
    /// <param name="problems">As for <see cref="Build"/>.</param>
    internal Value BuildOnly(Scope scope, ICollection<string> problems) =>
        ((ObjectPart)_root).Members[0].Part.TryBuild(new MappingRun(scope, problems), out var value) ? value : Value.Null;

    /// <summary>Writes what <see cref="Build"/> gives as JSON, without building it first.</summary>
    /// <param name="problems">As for <see cref="Build"/>.</param>
    public void Write(Scope scope, Utf8JsonWriter writer, ICollection<string> problems)
    {
        if (_root is not (ObjectPart or ListPart))
        {
            ValueJson.Write(writer, Build(scope, problems));
            return;
        }

        var open = default(OpenParts);
        _root.Write(new MappingRun(scope, problems), writer, ref open);
    }

    private static IEnumerable<Template> Templates(MappingPart part) => part switch
    {
        TemplatePart template => [template.Template],
        ObjectPart fields => fields.Members.SelectMany(member => Templates(member.Part)),
        ListPart list => list.Items.SelectMany(Templates),
        OptionPart option => Templates(option.Inner),
        DocumentPart document => Templates(document.Inner),
        RepeatedPart repeated => Templates(repeated.Item),
        _ => [],
    };
}
