using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>What the rules of a reply see: the reply, and behind it what the request's templates saw. One evaluation, one thread.</summary>
/// <param name="members">The members of a JSON reply that the rules look at; null for all.</param>
internal sealed class ReplyScope(ChannelReply reply, Scope outer, FrozenSet<string>? members = null) : Scope
{
    private string? _text;
    private Value _headers;
    private Value _json;
    private bool? _isJson;
    private ReplyXml? _xml;
    private bool _xmlRead;

    public override DateTimeOffset Now => outer.Now;

    /// <summary>True when the body is a JSON document, whatever its header says.</summary>
    public bool IsJson => _isJson ??= ReadJson();

    /// <summary>True when the body begins with a well-formed element, or is a web page in which a rule's path found something.</summary>
    public bool IsXml => Xml is { IsHtml: false } or { Found: true };

    /// <summary>What the reply says where it is a SOAP fault; else null.</summary>
    public string? Fault => _isJson == true ? null : Xml?.Fault;

    /// <summary>The body as text.</summary>
    public string Text => _text ??= ReplyText.Decode(reply.Body.Span, reply.ContentType);

    private ReplyXml? Xml
    {
        get
        {
            if (!_xmlRead)
            {
                _xmlRead = true;
                _xml = Text.AsSpan().TrimStart(" \t\r\n\uFEFF\u200B").StartsWith("<") ? ReplyXml.Parse(Text) : null;
            }

            return _xml;
        }
    }

    public override bool TryRoot(string name, out Value value)
    {
        switch (name)
        {
            case "status": value = Value.Of(reply.Status); return true;
            case "body": value = Value.Of(Text); return true;
            case "json": value = IsJson ? _json : Value.Null; return true;
            case "headers": value = Headers(); return true;
            default: return outer.TryRoot(name, out value);
        }
    }

    public override Value Field(string name) => outer.Field(name);

    public override Guid NewGuid() => outer.NewGuid();

    public override Value XPath(string path) => Xml?.Select(path) ?? Value.Null;

    public override Value Match(Regex expression)
    {
        var match = expression.Match(Text);
        return !match.Success ? Value.Null
            : Value.Of(match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1].Value : match.Value);
    }

    private Value Headers()
    {
        if (_headers.IsNull)
        {
            // Of two headers with one name the first holds: proxies append theirs.
            _headers = Value.Of(ValueObject.FromIgnoringCase(
                reply.Headers.Reverse().Select(header => new KeyValuePair<string, Value>(header.Key, Value.Of(header.Value)))));
        }

        return _headers;
    }

    private bool ReadJson()
    {
        // The usual reply is UTF-8, and is read where it lies.
        var body = reply.Body.Span;
        var encoding = ReplyText.EncodingOf(body, reply.ContentType, out var mark);
        return ((encoding is UTF8Encoding || Ascii.IsValid(body)) && ReplyJson.TryStrict(body[mark..], out _json, members))
            || ReplyJson.TryTolerant(Text, out _json)
            || (Xml?.Carried() is { } carried && ReplyJson.TryStrict(carried.AsSpan(), out _json));
    }
}
