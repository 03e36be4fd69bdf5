using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Xml.XPath;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>An XPath of a rule in the ways it is tried, compiled once.</summary>
internal sealed partial class ReplyPath
{
    /// <summary>Paths kept compiled: more than all the rules of an installation hold; computed ones may be without number.</summary>
    private const int CacheSize = 1024;

    private static readonly ConcurrentDictionary<string, ReplyPath> Cache = new(StringComparer.Ordinal);

    private readonly Lazy<XPathExpression?> _lower;

    private ReplyPath(string text)
    {
        Text = text;
        var bare = Prefix().Replace(text, static m => IsLiteral(m) ? m.Value : "");
        HasPrefix = bare.Length != text.Length;
        Bare = Compile(bare);
        _lower = new(() => Compile(Capitals().Replace(text, static m => IsLiteral(m) ? m.Value : m.Value.ToLowerInvariant())));
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>True where it names a namespace's prefix.</summary>
    public bool HasPrefix { get; }

    /// <summary>Without prefixes; null where that is no path.</summary>
    public XPathExpression? Bare { get; }

    /// <summary>In lower case, as the names of a web page are read.</summary>
    public XPathExpression? Lower => _lower.Value;

    public static ReplyPath Of(string text)
    {
        if (Cache.TryGetValue(text, out var known))
        {
            return known;
        }

        if (Cache.Count >= CacheSize)
        {
            Cache.Clear();
        }

        return Cache[text] = new(text);
    }

    private static XPathExpression? Compile(string text)
    {
        try
        {
            return XPathExpression.Compile(text);
        }
        catch (Exception e) when (e is XPathException or ArgumentException or OverflowException or FormatException)
        {
            return null;
        }
    }

    private static bool IsLiteral(Match match) => match.Value[0] is '\'' or '"';

    // Literals first, so that what stands in them is left alone; "child::" is an axis, not a prefix.
    [GeneratedRegex("""'[^']*'|"[^"]*"|[\p{L}_][\w.-]*:(?=[\p{L}_*])""")]
    private static partial Regex Prefix();

    [GeneratedRegex("""'[^']*'|"[^"]*"|[A-Z]+""")]
    private static partial Regex Capitals();
}
