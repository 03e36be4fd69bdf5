using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>From a URL template to the URL of one request: no value of a lead leads elsewhere than the template says.</summary>
internal static class UrlTemplate
{
    /// <summary>Paths of the host's own sandbox begin so.</summary>
    public const string SandboxPrefix = "/sandbox/";

    /// <summary>True for a URL of the host's own sandbox.</summary>
    public static bool IsSandbox(Template template) => template.Text.StartsWith(SandboxPrefix, StringComparison.Ordinal);

    /// <summary>The absolute URL, or null with the problem (which holds no values).</summary>
    public static Uri? Render(Template template, Scope scope, Uri? sandbox, out string? problem)
    {
        var text = Text(template, scope).Trim();
        var own = IsSandbox(template);
        if (own && sandbox is null)
        {
            problem = "url: /sandbox/ needs a host with a sandbox";
            return null;
        }

        if (HasDotSegment(text))
        {
            problem = "url: a value makes a \".\" or \"..\" of the path";
            return null;
        }

        // A text that starts with a slash would otherwise be taken for a file's name.
        var url = own ? new Uri(sandbox!, text)
            : !text.StartsWith('/') && Uri.TryCreate(text, UriKind.Absolute, out var parsed) ? parsed
            : null;
        problem = url is null || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.Host.Length == 0
            ? "url: not an absolute http or https URL"
            : url.UserInfo.Length > 0 ? "url: holds a user name; use auth: { type: basic, … }"
            : own && !url.AbsolutePath.StartsWith(SandboxPrefix, StringComparison.Ordinal) ? "url: leaves /sandbox/"
            : LiteralAuthority(template.Text) is { } literal && !SameAuthority(literal, url) ? "url: a value changes the host"
            : null;
        return problem is null ? url : null;
    }

    // Values are escaped, but for one case: a template that is or begins with an expression may take its whole beginning,
    // scheme and host included, from it ("{{if state 'CA' then 'https://west…' else 'https://east…'}}/leads").
    private static string Text(Template template, Scope scope)
    {
        if (template.IsLiteral)
        {
            return template.Text;
        }

        if (template.Text.AsSpan().TrimStart().StartsWith("{{"))
        {
            string? first = null;
            var text = template.Render(scope, value => first is null ? first = value : Uri.EscapeDataString(value));
            if (first is not null && IsHttp(first) && text.TrimStart().StartsWith(first, StringComparison.Ordinal))
            {
                return text;
            }
        }

        return template.Render(scope, Uri.EscapeDataString);
    }

    private static bool IsHttp(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static bool HasDotSegment(string text)
    {
        var end = text.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? text.AsSpan() : text.AsSpan(0, end);
        foreach (var range in path.SplitAny('/', '\\'))
        {
            if (path[range] is "." or "..")
            {
                return true;
            }
        }

        return false;
    }

    // Scheme and host where the template spells them out: "https://api.buyer.com/…", but not "https://api.buyer.com{{…".
    private static Uri? LiteralAuthority(string template)
    {
        var tag = template.IndexOf("{{", StringComparison.Ordinal);
        if (tag < 0 || !IsHttp(template))
        {
            return null;
        }

        var start = template.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = template.AsSpan(start).IndexOfAny('/', '?', '#');
        return end >= 0 && start + end < tag && Uri.TryCreate(template[..(start + end)], UriKind.Absolute, out var authority)
            ? authority : null;
    }

    private static bool SameAuthority(Uri literal, Uri url) =>
        literal.Scheme == url.Scheme && literal.Port == url.Port && literal.Host.Equals(url.Host, StringComparison.OrdinalIgnoreCase);
}
