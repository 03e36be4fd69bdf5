using System.Xml;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>What a SOAP fault says, in its own words.</summary>
internal static class SoapFault
{
    /// <summary>SOAP 1.1's <c>faultstring</c>, SOAP 1.2's <c>Reason/Text</c> (the English one of several); null where there is no
    /// fault, or one without words.</summary>
    public static string? Text(XmlNode top)
    {
        var fault = Child(Child(Child(top, "Envelope"), "Body"), "Fault");
        var reason = Child(fault, "Reason");
        var text = Child(fault, "faultstring")?.InnerText
            ?? (Child(reason, "Text", t => t.GetAttribute("xml:lang").StartsWith("en", StringComparison.OrdinalIgnoreCase))
                ?? Child(reason, "Text"))?.InnerText
            ?? Child(fault, "faultcode")?.InnerText;
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    private static XmlElement? Child(XmlNode? node, string name, Func<XmlElement, bool>? counts = null)
    {
        if (node is null)
        {
            return null;
        }

        foreach (XmlNode child in node.ChildNodes)
        {
            if (child is XmlElement element && element.LocalName == name && counts?.Invoke(element) != false)
            {
                return element;
            }
        }

        return null;
    }
}
