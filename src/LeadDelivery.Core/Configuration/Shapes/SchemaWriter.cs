using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>Writes shapes as JSON Schema 2020-12. What is not supported yet is left out: editors then mark it.</summary>
internal sealed class SchemaWriter
{
    private readonly Utf8JsonWriter _json;
    private readonly SortedDictionary<string, Shape> _definitions = new(StringComparer.Ordinal);

    // The key's own words say more than those of the shape of its value.
    private bool _isDescribed;

    private SchemaWriter(Utf8JsonWriter json) => _json = json;

    /// <summary>The schema of a whole file, indented, with a line break at the end.</summary>
    public static string Write(string id, string title, Shape shape)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            var schema = new SchemaWriter(json);
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("$id", id);
            json.WriteString("title", title);
            shape.Describe(schema);
            schema.Definitions();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    public void Type(params ReadOnlySpan<string> types)
    {
        if (types.Length == 1)
        {
            _json.WriteString("type", types[0]);
            return;
        }

        _json.WriteStartArray("type");
        foreach (var type in types)
        {
            _json.WriteStringValue(type);
        }

        _json.WriteEndArray();
    }

    public void Number(string type, decimal min, decimal max)
    {
        Type(type);
        _json.WriteNumber("minimum", min);
        _json.WriteNumber("maximum", max);
    }

    public void Pattern(string pattern) => _json.WriteString("pattern", pattern);

    public void Note(string comment) => _json.WriteString("$comment", comment);

    /// <summary>Words that look like numbers in YAML are numbers to its schema too.</summary>
    public void Enum(IEnumerable<string> words, bool orNull = false)
    {
        _json.WriteStartArray("enum");
        foreach (var word in words)
        {
            _json.WriteStringValue(word);
            if (PlainScalar.TryNumber(word, out var number))
            {
                _json.WriteNumberValue(number);
            }
        }

        if (orNull)
        {
            _json.WriteNullValue();
        }

        _json.WriteEndArray();
    }

    public void List(Shape item, int least)
    {
        Type("array");
        Member("items", item);
        if (least > 0)
        {
            _json.WriteNumber("minItems", least);
        }
    }

    public void Map(Shape item)
    {
        Type("object");
        Member("additionalProperties", item);
    }

    public void AnyOf(params ReadOnlySpan<Shape> shapes)
    {
        _json.WriteStartArray("anyOf");
        foreach (var shape in shapes)
        {
            _json.WriteStartObject();
            _isDescribed = false;
            shape.Describe(this);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    /// <summary>Known members beside any others, which are all of one shape; items of a list are of that shape too.</summary>
    public void Open(
        IEnumerable<(string Name, string Doc, string[] Types, IReadOnlyList<string> Words)> known, string restName, Shape rest)
    {
        _json.WriteStartObject("properties");
        foreach (var (name, doc, types, words) in known)
        {
            _json.WriteStartObject(name);
            _json.WriteString("description", doc);
            if (words.Count > 0)
            {
                Enum(words, types.Contains("null"));
            }
            else
            {
                Type(types);
            }

            _json.WriteEndObject();
        }

        _json.WriteEndObject();
        _definitions.TryAdd(restName, rest);
        foreach (var member in new[] { "additionalProperties", "items" })
        {
            _json.WriteStartObject(member);
            _json.WriteString("$ref", "#/$defs/" + restName);
            _json.WriteEndObject();
        }
    }

    /// <summary>A shape that holds itself somewhere inside: written once under <c>$defs</c>.</summary>
    public void Reference(string name, Shape shape)
    {
        _definitions.TryAdd(name, shape);
        _json.WriteString("$ref", "#/$defs/" + name);
    }

    public void Object(string doc, IReadOnlyCollection<Key> keys)
    {
        if (!_isDescribed)
        {
            _json.WriteString("description", doc);
        }

        Type("object");
        _json.WriteStartObject("properties");
        foreach (var key in keys.Where(k => k.Shape is not null))
        {
            _json.WriteStartObject(key.Name);
            _json.WriteString("description", key.Doc);
            _isDescribed = true;
            key.Shape!.Describe(this);
            Values(key);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
        if (keys.Any(k => k.IsRequired))
        {
            _json.WriteStartArray("required");
            foreach (var key in keys.Where(k => k.IsRequired))
            {
                _json.WriteStringValue(key.Name);
            }

            _json.WriteEndArray();
        }

        _json.WriteBoolean("additionalProperties", false);
    }

    private void Member(string name, Shape shape)
    {
        _json.WriteStartObject(name);
        _isDescribed = false;
        shape.Describe(this);
        _json.WriteEndObject();
    }

    private void Values(Key key)
    {
        if (key.DefaultText is { } text)
        {
            _json.WritePropertyName("default");
            Literal(text);
        }

        if (key.Examples.Count > 0)
        {
            _json.WriteStartArray("examples");
            foreach (var example in key.Examples)
            {
                Literal(example);
            }

            _json.WriteEndArray();
        }
    }

    private void Literal(string yaml)
    {
        var node = YamlReader.Read(yaml, (_, message) => throw new InvalidOperationException($"{yaml}: {message}"));
        Literal(node!);
    }

    private void Literal(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar { Means: ScalarKind.Null }: _json.WriteNullValue(); break;
            case YamlScalar { Means: ScalarKind.Text } scalar: _json.WriteStringValue(scalar.Text); break;
            case YamlScalar scalar when PlainScalar.TryNumber(scalar.Text, out var number): _json.WriteNumberValue(number); break;
            case YamlScalar scalar: _json.WriteBooleanValue(scalar.Text is "true"); break;
            case YamlList list:
                _json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Literal(item);
                }

                _json.WriteEndArray();
                break;
            case YamlMap map:
                _json.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    _json.WritePropertyName(entry.Key);
                    Literal(entry.Value);
                }

                _json.WriteEndObject();
                break;
        }
    }

    // Describing one definition may name another.
    private void Definitions()
    {
        if (_definitions.Count == 0)
        {
            return;
        }

        _json.WriteStartObject("$defs");
        var written = new HashSet<string>(StringComparer.Ordinal);
        while (_definitions.Keys.FirstOrDefault(written.Add) is { } name)
        {
            Member(name, _definitions[name]);
        }

        _json.WriteEndObject();
    }
}
