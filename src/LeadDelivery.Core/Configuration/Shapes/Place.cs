using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>Where reading stands: the document and the path in it, e.g. <c>endpoint.headers</c>.</summary>
internal sealed record Place(DocumentReading Document, string Path)
{
    /// <summary>The member of that name.</summary>
    public Place Member(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}" };

    /// <summary>The item at that 0-based index.</summary>
    public Place Item(int index) => this with { Path = $"{Path}[{index}]" };

    /// <summary>Reports a mistake here. Returns false, for use in a Try method's last line.</summary>
    public bool Mistake(int line, string message)
    {
        Document.Mistake(line, Path, message);
        return false;
    }

    /// <summary>Reports that the node is something else than the shape asks for.</summary>
    public bool Unexpected(YamlNode node, string expected) => Mistake(node.Line, $"expected {expected}, found {node.Kind}");
}
