using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LeadDelivery.Web.Answers;

/// <summary>JSON or XML, as <c>Accept</c> says. Whoever accepts neither gets JSON rather than nothing.</summary>
internal static class Negotiation
{
    /// <summary>True where XML is wanted more than JSON.</summary>
    public static bool PrefersXml(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is null or "*/*" or "application/json"))
        {
            return false;
        }

        return MediaTypeHeaderValue.TryParseList(accept, out var types) && Quality(types, IsXml) > Quality(types, IsJson);
    }

    /// <summary>The quality of the most specific range that matches: <c>*/*</c> counts only where nothing narrower speaks.</summary>
    private static double Quality(IList<MediaTypeHeaderValue> types, Func<MediaTypeHeaderValue, bool> matches)
    {
        double? exact = null, any = null;
        foreach (var type in types)
        {
            var quality = type.Quality ?? 1;
            if (matches(type))
            {
                exact = Math.Max(exact ?? 0, quality);
            }
            else if (type.MatchesAllTypes
                || (type.MatchesAllSubTypes && type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)))
            {
                any = Math.Max(any ?? 0, quality);
            }
        }

        return exact ?? any ?? 0;
    }

    private static bool IsXml(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/xml", StringComparison.OrdinalIgnoreCase)
        || type.MediaType.Equals("text/xml", StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(MediaTypeHeaderValue type) => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
