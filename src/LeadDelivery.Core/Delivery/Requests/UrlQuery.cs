using System.Text;

namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>The part of a URL behind the question mark.</summary>
internal static class UrlQuery
{
    /// <summary>The URL with these parameters behind those it has.</summary>
    public static Uri Append(Uri url, IReadOnlyCollection<KeyValuePair<string, string>> parameters)
    {
        if (parameters.Count == 0)
        {
            return url;
        }

        var text = new StringBuilder(url.GetLeftPart(UriPartial.Query));
        var separator = url.Query.Length == 0 ? '?' : '&';
        foreach (var (name, value) in parameters)
        {
            text.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return new(text.ToString());
    }

    /// <summary>The URL with further parameters behind those it has.</summary>
    /// <param name="replaced">Names, unescaped, of its own parameters that go.</param>
    /// <param name="added">Escaped pairs, <c>name=value</c>.</param>
    public static Uri Merge(Uri url, IReadOnlySet<string> replaced, IEnumerable<string> added)
    {
        var own = url.Query.Length <= 1 ? [] : url.Query[1..].Split('&')
            .Where(pair => !replaced.Contains(Uri.UnescapeDataString(pair.Split('=')[0].Replace('+', ' '))));
        var query = string.Join('&', own.Concat(added));
        return new(url.GetLeftPart(UriPartial.Path) + (query.Length == 0 ? "" : "?" + query));
    }

    /// <summary>The URL as text with the values of these parameters masked.</summary>
    public static string Masked(Uri url, IReadOnlySet<string> names, string replacement)
    {
        var query = url.Query;
        if (query.Length <= 1 || names.Count == 0)
        {
            return url.AbsoluteUri;
        }

        var parts = query[1..].Split('&');
        for (var i = 0; i < parts.Length; i++)
        {
            var at = parts[i].IndexOf('=', StringComparison.Ordinal);
            if (at >= 0 && names.Contains(Uri.UnescapeDataString(parts[i][..at])))
            {
                parts[i] = parts[i][..(at + 1)] + replacement;
            }
        }

        return url.GetLeftPart(UriPartial.Path) + "?" + string.Join('&', parts);
    }
}
