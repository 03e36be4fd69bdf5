using System.Collections.Immutable;

namespace LeadDelivery.Core.Configuration.Yaml;

/// <summary>A piece of a YAML document with its 1-based line.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>What it is, for people: <c>text</c>, <c>the number 17</c>, <c>a list</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>What a scalar's text means.</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Number,
    Text,
}

/// <summary>A text, number, boolean or nothing.</summary>
/// <param name="Text">As written, quotes and escapes undone.</param>
internal sealed record YamlScalar(int Line, string Text, ScalarKind Means) : YamlNode(Line)
{
    /// <summary>True for lines behind a <c>|</c>: its text begins on the next line, and its lines are the file's.</summary>
    public bool IsBlock { get; init; }

    public override string Kind => Means switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Boolean => Text.ToLowerInvariant(),
        ScalarKind.Number => "the number " + Text,
        _ => "text",
    };
}

/// <summary>Items in order.</summary>
internal sealed record YamlList(int Line, ImmutableArray<YamlNode> Items) : YamlNode(Line)
{
    public override string Kind => "a list";
}

/// <summary>One key of a map.</summary>
internal sealed record YamlEntry(string Key, int Line, YamlNode Value);

/// <summary>Entries in order; no key twice.</summary>
internal sealed record YamlMap(int Line, ImmutableArray<YamlEntry> Entries) : YamlNode(Line)
{
    public override string Kind => "an object";
}
