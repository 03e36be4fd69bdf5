using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>
/// What a value in a configuration file may be. One description serves the check of a file, its reading, and the JSON Schema
/// for editors, so that the three cannot disagree.
/// </summary>
internal abstract class Shape
{
    /// <summary>What is expected, for mistakes: <c>a duration such as 10s</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>Writes the members of the JSON Schema object that describes it.</summary>
    public abstract void Describe(SchemaWriter schema);
}

/// <summary>A shape and how it is read.</summary>
internal abstract class Shape<T> : Shape
{
    /// <summary>Reads the node; false when it reported a mistake instead.</summary>
    public abstract bool TryRead(YamlNode node, Place place, out T value);
}
