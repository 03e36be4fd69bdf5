using System.Xml;
using System.Xml.Schema;

namespace LeadDelivery.Core.Schemas.Xml;

/// <summary>A compiled XML Schema. Nothing is fetched: includes and imports of other files are mistakes.</summary>
internal sealed class XmlSchemaFile : BodySchema
{
    private const string Envelope11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Envelope12 = "http://www.w3.org/2003/05/soap-envelope";

    /// <summary>Most problems kept: beyond these a list helps nobody.</summary>
    private const int MaxProblems = 50;

    private static readonly XmlReaderSettings Safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private readonly XmlSchemaSet _schemas;

    private XmlSchemaFile(string name, XmlSchemaSet schemas)
        : base(name) => _schemas = schemas;

    /// <summary>Compiles; null after mistakes.</summary>
    public static XmlSchemaFile? Compile(string name, string text, Action<int, string, string> mistake)
    {
        var mistakes = 0;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Safe);
            var schema = XmlSchema.Read(reader, (_, e) => Report(e.Exception.LineNumber, e.Message))!;
            foreach (XmlSchemaExternal other in schema.Includes)
            {
                if (other.SchemaLocation is { } location)
                {
                    Report(other.LineNumber, $"`{location}` is in another file, expected one file: copy its definitions here");
                }
            }

            if (mistakes > 0)
            {
                return null;
            }

            var schemas = new XmlSchemaSet { XmlResolver = null };
            schemas.ValidationEventHandler += (_, e) => Report(e.Exception.LineNumber, e.Message);
            schemas.Add(schema);
            schemas.Compile();
            return mistakes == 0 ? new XmlSchemaFile(name, schemas) : null;
        }
        catch (XmlException e)
        {
            Report(e.LineNumber, "is no XML: " + e.Message);
        }
        catch (XmlSchemaException e)
        {
            Report(e.LineNumber, e.Message);
        }

        return null;

        void Report(int line, string message)
        {
            mistakes++;
            mistake(Math.Max(line, 1), "", message);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SchemaProblem> Check(string body) => Check(XmlReader.Create(new StringReader(body), Safe));

    /// <inheritdoc/>
    public override IReadOnlyList<SchemaProblem> Check(Stream body) => Check(XmlReader.Create(body, Safe));

    private List<SchemaProblem> Check(XmlReader body)
    {
        var problems = new List<SchemaProblem>();
        try
        {
            using var reader = body;
            if (reader.MoveToContent() == XmlNodeType.Element
                && reader.LocalName == "Envelope" && reader.NamespaceURI is Envelope11 or Envelope12)
            {
                CheckPayload(reader, problems);
            }
            else
            {
                CheckElement(reader, problems);
            }
        }
        catch (XmlException)
        {
            problems.Add(new("/", "is not XML"));
        }

        return problems;
    }

    /// <summary>Of an envelope only what its body carries is the recipient's.</summary>
    private void CheckPayload(XmlReader reader, List<SchemaProblem> problems)
    {
        while (reader.Read() && !(reader.NodeType == XmlNodeType.Element && reader.Depth == 1 && reader.LocalName == "Body"))
        {
        }

        while (reader.Read() && reader.Depth > 1)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Depth == 2)
            {
                using var payload = reader.ReadSubtree();
                CheckElement(payload, problems);
                return;
            }
        }

        problems.Add(new("/", "the envelope's body holds no element"));
    }

    private void CheckElement(XmlReader content, List<SchemaProblem> problems)
    {
        var settings = new XmlReaderSettings
        {
            ValidationType = ValidationType.Schema,
            Schemas = _schemas,
            ValidationFlags = XmlSchemaValidationFlags.ProcessIdentityConstraints | XmlSchemaValidationFlags.ReportValidationWarnings,
            XmlResolver = null,
        };
        var path = new List<string>();
        var found = new List<ValidationEventArgs>();
        settings.ValidationEventHandler += (_, e) => found.Add(e);
        using var reader = XmlReader.Create(content, settings);

        // What is reported while an element is read stands in its parent, or is the element's content at its end.
        while (reader.Read())
        {
            var element = reader.NodeType == XmlNodeType.Element ? reader.LocalName : null;
            found.ForEach(e => Report(path, element, e, problems));
            found.Clear();
            if (reader.NodeType == XmlNodeType.EndElement)
            {
                path.RemoveAt(path.Count - 1);
            }
            else if (reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false })
            {
                path.Add(reader.LocalName);
            }
        }
    }

    private static void Report(List<string> path, string? element, ValidationEventArgs e, List<SchemaProblem> problems)
    {
        // Inside content that the schema leaves open a warning only says that nothing is known of it.
        if (e.Severity == XmlSeverityType.Error || path.Count == 0)
        {
            var problem = XmlSchemaRules.Problem(path, element, e.Exception);
            if (problems.Count < MaxProblems && !problems.Contains(problem))
            {
                problems.Add(problem);
            }
        }
    }
}
