using System.Text.RegularExpressions;
using System.Xml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Language;

/// <summary>A lead, what belongs to it and, where given, a reply.</summary>
internal sealed class TestScope : Scope
{
    private readonly Dictionary<string, Value> _roots = new(StringComparer.Ordinal);

    public TestScope(string lead = "{}", string roots = "{}", string? body = null)
    {
        _roots["lead"] = Json(lead);
        foreach (var (name, value) in Json(roots).AsObject.Members)
        {
            _roots[name] = value;
        }

        Body = body;
        if (body is not null)
        {
            _roots["body"] = Value.Of(body);
        }
    }

    public override DateTimeOffset Now { get; } = new(2026, 11, 21, 15, 4, 5, TimeSpan.Zero);

    private string? Body { get; }

    public static Value Json(string json) => ValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(json));

    public TestScope With(string name, Value value)
    {
        _roots[name] = value;
        return this;
    }

    public override bool TryRoot(string name, out Value value) => _roots.TryGetValue(name, out value);

    public override Value Field(string name) => _roots["lead"].Member(name);

    public override Value XPath(string path)
    {
        if (Body is null)
        {
            return Value.Null;
        }

        var document = new XmlDocument { XmlResolver = null };
        document.LoadXml(Body);
        var values = document.SelectNodes(path)!.Cast<XmlNode>().Select(n => Value.Of(n.InnerText)).ToArray();
        return values.Length switch { 0 => Value.Null, 1 => values[0], _ => Value.Of([.. values]) };
    }

    public override Value Match(Regex expression)
    {
        var match = expression.Match(Body ?? "");
        return !match.Success ? Value.Null : Value.Of(match.Groups.Count > 1 ? match.Groups[1].Value : match.Value);
    }
}
