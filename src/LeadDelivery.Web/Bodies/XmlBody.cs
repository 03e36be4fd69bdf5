using System.Collections.Immutable;
using System.Text;
using System.Xml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Web.Bodies;

/// <summary>
/// XML: the root's children are the fields, whatever the root is called. An element with children is an object, a repeated one
/// a list, an empty one empty text, one with <c>xsi:nil="true"</c> null. Attributes are <c>@name</c>, and text beside children or
/// attributes is <c>#text</c>, as in mappings. Namespaces are dropped. No document type, so no entities but XML's own.
/// </summary>
internal static class XmlBody
{
    private const string InstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The fields, or null with the error.</summary>
    public static ValueObject? Read(ReadOnlyMemory<byte> body, Encoding? charset, out BodyError? error)
    {
        error = null;
        XmlReader? reader = null;
        try
        {
            reader = charset is null
                ? XmlReader.Create(new MemoryStream(body.ToArray()), Settings)
                : XmlReader.Create(new StringReader(charset.GetString(body.Span).TrimStart('\uFEFF')), Settings);
            reader.MoveToContent();
            var root = ReadElement(reader, 1);
            while (reader.Read())
            {
                // What follows the root must be well-formed too.
            }

            return root.Kind == ValueKind.Object ? root.AsObject : ValueObject.Empty;
        }
        catch (XmlException e)
        {
            // Some errors come without a place; the reader has not moved on since.
            var place = e.LineNumber > 0 ? (e.LineNumber, e.LinePosition)
                : reader is IXmlLineInfo { LineNumber: > 0 } at ? (at.LineNumber, at.LinePosition)
                : (1, 1);
            error = new(place.Item1, Math.Max(1, place.Item2), Message(e));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = new(1, 1, "the text is not in the encoding that it claims");
        }
        finally
        {
            reader?.Dispose();
        }

        return null;
    }

    private static Value ReadElement(XmlReader reader, int depth)
    {
        if (depth > ValueJson.MaxDepth)
        {
            var at = (IXmlLineInfo)reader;
            throw new XmlException($"elements nest deeper than {ValueJson.MaxDepth}", null, at.LineNumber, at.LinePosition);
        }

        var empty = reader.IsEmptyElement;
        var nil = reader.GetAttribute("nil", InstanceNamespace) is "true" or "1";
        var members = ReadAttributes(reader);
        var text = new StringBuilder();
        if (!empty)
        {
            ReadContent(reader, depth, members, text);
        }

        if (members.Count == 0)
        {
            return nil ? Value.Null : Value.Of(text.ToString());
        }

        if (!string.IsNullOrWhiteSpace(text.ToString()))
        {
            members.Add("#text", [Value.Of(text.ToString())]);
        }

        return Value.Of(ValueObject.From(members.Select(m => KeyValuePair.Create(
            m.Key, m.Value.Count == 1 ? m.Value[0] : Value.Of(m.Value.ToImmutableArray())))));
    }

    private static OrderedDictionary<string, List<Value>> ReadAttributes(XmlReader reader)
    {
        var members = new OrderedDictionary<string, List<Value>>(StringComparer.Ordinal);
        while (reader.MoveToNextAttribute())
        {
            var declaration = reader.Prefix == "xmlns" || reader.Name == "xmlns" || reader.NamespaceURI == InstanceNamespace;
            if (!declaration)
            {
                members.TryAdd("@" + reader.LocalName, [Value.Of(reader.Value)]);
            }
        }

        reader.MoveToElement();
        return members;
    }

    private static void ReadContent(XmlReader reader, int depth, OrderedDictionary<string, List<Value>> members, StringBuilder text)
    {
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var name = reader.LocalName;
                    var value = ReadElement(reader, depth + 1);
                    if (!members.TryGetValue(name, out var values))
                    {
                        members.Add(name, values = []);
                    }

                    values.Add(value);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    text.Append(reader.Value);
                    break;
            }
        }
    }

    /// <summary>The parser appends its own position to the message, and explains itself to programmers.</summary>
    private static string Message(XmlException error)
    {
        if (error.Message.Contains(nameof(XmlReaderSettings.DtdProcessing), StringComparison.Ordinal))
        {
            return "a document type is not accepted";
        }

        var at = error.Message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return (at < 0 ? error.Message : error.Message[..at]).TrimEnd('.', ' ');
    }
}
