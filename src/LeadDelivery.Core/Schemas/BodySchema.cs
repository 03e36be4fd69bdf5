using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Schemas.Json;
using LeadDelivery.Core.Schemas.Xml;

namespace LeadDelivery.Core.Schemas;

/// <summary>What a recipient's bodies must be: a file of the configuration's folder <c>schemas/</c>, compiled once.</summary>
public abstract class BodySchema
{
    /// <summary>The ending of a JSON Schema's file name.</summary>
    public const string JsonEnding = ".json";

    /// <summary>The ending of an XML Schema's file name.</summary>
    public const string XmlEnding = ".xsd";

    private protected BodySchema(string name) => Name = name;

    /// <summary>The file's name, <c>abc.schema.json</c>.</summary>
    public string Name { get; }

    /// <summary>Compiles by the file's ending; null after mistakes.</summary>
    /// <param name="mistake">Receives each: line (0 where only the place in the file is known), place and words.</param>
    public static BodySchema? Compile(ConfigurationFile file, Action<int, string, string> mistake)
    {
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        return name.EndsWith(XmlEnding, StringComparison.Ordinal)
            ? XmlSchemaFile.Compile(name, file.Text, mistake)
            : JsonSchemaFile.Compile(name, file.Text, mistake);
    }

    /// <summary>What is wrong with a body; empty where it satisfies the schema. Problems name places and rules, never values.</summary>
    public abstract IReadOnlyList<SchemaProblem> Check(string body);

    /// <summary>The same for a body in UTF-8.</summary>
    public virtual IReadOnlyList<SchemaProblem> Check(ReadOnlyMemory<byte> utf8) => Check(Encoding.UTF8.GetString(utf8.Span));

    /// <summary>The same for a body in UTF-8 that is read from where the stream stands; a large one of XML is not held in memory.</summary>
    public virtual IReadOnlyList<SchemaProblem> Check(Stream body)
    {
        using var reader = new StreamReader(body, leaveOpen: true);
        return Check(reader.ReadToEnd());
    }
}
