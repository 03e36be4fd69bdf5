using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A key of an object: its name, its doc, whether it must be there.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Doc">One sentence for people, shown by editors.</param>
internal abstract record Key(string Name, string Doc)
{
    /// <summary>A missing one is a mistake.</summary>
    public bool IsRequired { get; init; }

    /// <summary>In the contract, not in this version: a mistake wherever it is used, so that nobody relies on it.</summary>
    public bool IsNotYet { get; init; }

    /// <summary>The default as it would be written in the file, for people; null for none.</summary>
    public string? DefaultText { get; init; }

    /// <summary>Values as they would be written in the file.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What its value may be; null for a key that is not supported yet.</summary>
    public abstract Shape? Shape { get; }

    /// <summary>Reads its value; null when there was a mistake.</summary>
    public abstract object? Read(YamlNode node, Place place);

    /// <summary>A key whose value has that shape.</summary>
    public static Key<T> Of<T>(string name, Shape<T> shape, string doc) => new(name, shape, doc);

    /// <summary>A key of the contract that this version does not do.</summary>
    /// <param name="words">What is said where it is used.</param>
    public static Key NotYet(string name, string words = "not supported by this version") =>
        new UnsupportedKey(name, words) { IsNotYet = true };

    /// <summary>What is said of it where it is <see cref="IsNotYet"/>.</summary>
    public virtual string NotYetWords => "";

    private sealed record UnsupportedKey(string Name, string Words) : Key(Name, "")
    {
        public override string NotYetWords => Words;

        public override Shape? Shape => null;

        public override object? Read(YamlNode node, Place place) => null;
    }
}

/// <summary>A key whose value is read as a <typeparamref name="T"/>.</summary>
internal sealed record Key<T>(string Name, Shape<T> Of, string Doc) : Key(Name, Doc)
{
    /// <summary>What holds where the key is not given.</summary>
    public T? Default { get; private init; }

    public override Shape Shape => Of;

    public override object? Read(YamlNode node, Place place) => Of.TryRead(node, place, out var value) ? value : null;

    /// <summary>The same key, which must be given.</summary>
    public Key<T> Required() => this with { IsRequired = true };

    /// <summary>The same key with a default, also in the file's own words.</summary>
    public Key<T> Or(T value, string text) => this with { Default = value, DefaultText = text };

    /// <summary>The same key with examples in the file's own words.</summary>
    public Key<T> Like(params string[] examples) => this with { Examples = examples };
}
