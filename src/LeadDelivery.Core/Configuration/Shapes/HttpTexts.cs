using System.Text;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>Checks of what goes into HTTP requests. None repeats the text, which may hold a secret.</summary>
internal static class HttpTexts
{
    /// <summary>Headers that are the connection's or the body's own: a wrong one would garble requests.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private const string TokenCharacters = "!#$%&'*+-.^_`|~";

    /// <summary>What is wrong with a header's name, or null.</summary>
    public static string? HeaderName(string name) =>
        name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || TokenCharacters.Contains(c))
            ? "is not a header's name, expected letters, digits and -"
        : Reserved.Contains(name) ? "this header is set by the system itself and cannot be given"
        : null;

    /// <summary>What is wrong with a header's literal value, or null.</summary>
    public static string? HeaderValue(string value) => value.Any(c => char.IsControl(c) && c != '\t')
        ? "a header's value cannot hold line breaks or control characters (does a secret end in a line break?)"
        : null;

    /// <summary>What is wrong with a URL template, or null: absolute http or https, or one of this process's sandbox buyers.</summary>
    public static string? Url(string template)
    {
        // Values stand for something unknown: a letter keeps the URL readable wherever they are.
        var text = WithoutTags(template);
        if (text.StartsWith("/sandbox/", StringComparison.Ordinal) || template.StartsWith("{{", StringComparison.Ordinal))
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            return "expected an absolute URL such as \"https://api.example.com/leads\", or a sandbox buyer such as /sandbox/accept";
        }

        return url.UserInfo.Length > 0 ? "a URL cannot hold a user name or password, expected them under `auth`"
            : text.Any(c => char.IsControl(c) || c == ' ') ? "a URL cannot hold spaces or control characters"
            : null;
    }

    private static string WithoutTags(string template)
    {
        var text = new StringBuilder();
        var at = 0;
        while (template.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0
            && template.IndexOf("}}", open, StringComparison.Ordinal) is var close and >= 0)
        {
            text.Append(template, at, open - at).Append('x');
            at = close + 2;
        }

        return text.Append(template, at, template.Length - at).ToString();
    }
}
