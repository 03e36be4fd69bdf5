using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>The values of an object's keys, all read and found good.</summary>
internal sealed class ObjectReading(YamlMap map, Place place, Dictionary<Key, object> values)
{
    /// <summary>Where the object stands.</summary>
    public Place Place => place;

    /// <summary>The value, or the key's default.</summary>
    public T Get<T>(Key<T> key) => values.TryGetValue(key, out var value) ? (T)value : key.Default!;

    /// <summary>The value, or null where the key is not given: for numbers and the like without a default.</summary>
    public T? Find<T>(Key<T> key)
        where T : struct => values.TryGetValue(key, out var value) ? (T)value : null;

    /// <summary>True when the key is given.</summary>
    public bool Has(Key key) => values.ContainsKey(key);

    /// <summary>Reports what is wrong with the value of a key, or with the object where the key is not given.</summary>
    public void Mistake(Key key, string message)
    {
        var entry = map.Entries.FirstOrDefault(e => e.Key == key.Name);
        (entry is null ? place : place.Member(key.Name)).Mistake(entry?.Line ?? map.Line, message);
    }

    /// <summary>Reports what is wrong at a path within the object, on its line where the file spells it out.</summary>
    /// <param name="path">Names and indexes: <c>fields.applicant.phones[0]</c>.</param>
    public void MistakeAt(string path, string message) => place.Member(path).Mistake(YamlPath.LineOf(map, path), message);
}

/// <summary>An object with named keys.</summary>
/// <param name="doc">One sentence on what the object is.</param>
/// <param name="build">From the keys' values to what they mean. It may report what does not fit together.</param>
internal sealed class ObjectShape<T>(string doc, Func<ObjectReading, T> build, params ImmutableArray<Key> keys) : Shape<T>
{
    private readonly ImmutableDictionary<string, Key> _keys = keys.ToImmutableDictionary(k => k.Name, StringComparer.Ordinal);

    /// <summary>Its keys, in the order they are best written.</summary>
    public ImmutableArray<Key> Keys => keys;

    public override string Expected => "an object with " + string.Join(", ", keys.Where(k => !k.IsNotYet).Select(k => k.Name));

    public override bool TryRead(YamlNode node, Place place, out T value)
    {
        value = default!;
        if (node is not YamlMap map)
        {
            return place.Unexpected(node, Expected);
        }

        var before = place.Document.Mistakes;
        var values = new Dictionary<Key, object>(ReferenceEqualityComparer.Instance);
        var given = map.Entries.Select(entry => Read(entry, map, place.Member(entry.Key), values)).OfType<Key>().ToHashSet();
        foreach (var key in keys.Where(k => k.IsRequired && !given.Contains(k)))
        {
            place.Member(key.Name).Mistake(map.Line, $"missing, expected {key.Shape?.Expected}");
        }

        if (place.Document.Mistakes > before)
        {
            return false;
        }

        value = build(new ObjectReading(map, place, values));
        return place.Document.Mistakes == before;
    }

    public override void Describe(SchemaWriter schema) => schema.Object(doc, keys);

    /// <summary>Reads a value. Returns the key that was meant: what is misspelt is not missing, and its value is checked too.</summary>
    private Key? Read(YamlEntry entry, YamlMap map, Place place, Dictionary<Key, object> values)
    {
        if (!_keys.TryGetValue(entry.Key, out var key))
        {
            var known = keys.Where(k => !k.IsNotYet && map.Entries.All(e => e.Key != k.Name)).ToList();
            var near = Suggestion.Near(entry.Key, known.Select(k => k.Name));
            place.Mistake(entry.Line, "unknown key, " + (near is not null
                ? $"did you mean `{near}`?"
                : Suggestion.For(entry.Key, keys.Where(k => !k.IsNotYet).Select(k => k.Name))));
            var meant = known.Find(k => k.Name == near);
            if (entry.Value is not YamlScalar)
            {
                // Much may be wrong with it. Of a single value, which may be another key's after all, the word is enough.
                meant?.Read(entry.Value, place);
            }

            return meant;
        }

        if (key.IsNotYet)
        {
            place.Mistake(entry.Line, key.NotYetWords);
        }
        else if (entry.Value is YamlScalar { Means: ScalarKind.Null } && key.Shape is not INothing)
        {
            place.Mistake(entry.Line, $"expected {key.Shape?.Expected}, found nothing");
        }
        else if (key.Read(entry.Value, place) is { } value)
        {
            values.Add(key, value);
        }

        return key;
    }
}

/// <summary>A shape that takes nothing (<c>null</c>, <c>~</c>) for a value.</summary>
internal interface INothing;
