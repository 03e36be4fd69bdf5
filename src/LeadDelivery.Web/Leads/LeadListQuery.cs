using System.Globalization;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Leads;

/// <summary>The filters of <c>GET /api/leads</c>.</summary>
internal static class LeadListQuery
{
    /// <summary>Most leads on a page (see <see cref="LeadFilter.Limit"/>).</summary>
    private const int MostLeads = 500;

    /// <summary>Reads them all and names every one that is wrong; an empty value is no filter.</summary>
    public static LeadFilter Read(IQueryCollection query, out Dictionary<string, string[]> errors)
    {
        var wrong = errors = [];
        var filter = new LeadFilter
        {
            Flow = Text("flow"),
            Source = Text("source"),
            Recipient = Text("recipient"),
            Search = Text("q"),
            Cursor = Text("cursor"),
            From = Date("from"),
            To = Date("to"),
            Outcome = Text("outcome") is { } name ? OutcomeNames.Parse(name) : null,
        };

        if (Text("outcome") is not null && filter.Outcome is null)
        {
            wrong["outcome"] = ["expected one of " + string.Join(", ", OutcomeNames.All)];
        }

        if (filter.From >= filter.To)
        {
            wrong["to"] = ["expected a time after from"];
        }

        if (Text("limit") is { } limit)
        {
            if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var leads) && leads is >= 1 and <= MostLeads)
            {
                return filter with { Limit = leads };
            }

            wrong["limit"] = [$"expected a number from 1 to {MostLeads}"];
        }

        return filter;

        string? Text(string name) => query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

        DateTimeOffset? Date(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, Styles, out var date))
            {
                return date;
            }

            wrong[name] = ["expected an ISO 8601 date or time, such as 2026-01-31 or 2026-01-31T09:30:00Z"];
            return null;
        }
    }

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];
}
