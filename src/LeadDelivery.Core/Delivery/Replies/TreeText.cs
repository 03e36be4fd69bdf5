using System.Text;
using System.Xml;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>Text on its way into a tree. Pieces side by side become one node: XPath takes them for one, and looks for the first of them
/// again from each, which takes hours for a hostile reply of thousands.</summary>
internal readonly struct TreeText(XmlDocument document)
{
    private readonly StringBuilder _pending = new();

    public void Add(string text) => _pending.Append(text);

    /// <summary>Before an element begins or ends in the node: puts there what was added.</summary>
    public void Flush(XmlNode node)
    {
        if (_pending.Length > 0)
        {
            node.AppendChild(document.CreateTextNode(_pending.ToString()));
            _pending.Clear();
        }
    }
}
