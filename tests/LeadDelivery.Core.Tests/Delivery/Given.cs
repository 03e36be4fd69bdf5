using System.Collections.Immutable;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Tests.Language;

namespace LeadDelivery.Core.Tests.Delivery;

/// <summary>Recipients, replies and scopes as the tests of deliveries need them.</summary>
internal static class Given
{
    public static readonly TestScope Seen = new("""{"id":"L1","first_name":"Zoë","state":"CA","age":30}""");

    public static Expression Rule(string text) =>
        Expression.Parse(text, out var error) ?? throw new ArgumentException(error?.Message, text);

    public static Template Template(string text) =>
        Core.Language.Template.Parse(text, out var error) ?? throw new ArgumentException(error?.Message, text);

    public static FieldMapping Fields(string json) =>
        FieldMapping.Compile(TestScope.Json(json), out var mistakes) ?? throw new ArgumentException(string.Join("; ", mistakes));

    public static Recipient Recipient(string url = "https://api.buyer.example/leads") => new()
    {
        Id = "buyer",
        Name = "Buyer",
        Type = "http",
        Endpoint = new() { Url = Template(url) },
    };

    public static Recipient Reading(
        string? success = null, string? failure = null, string? duplicate = null, string? retry = null, params string[] reason) =>
        Recipient() with
        {
            Response = new()
            {
                Success = success is null ? null : Rule(success),
                Failure = failure is null ? null : Rule(failure),
                Duplicate = duplicate is null ? null : Rule(duplicate),
                Retry = retry is null ? null : Rule(retry),
                Reason = [.. reason.Select(Rule)],
            },
        };

    public static ChannelReply Reply(int status, string body = "", string? type = null, params (string Name, string Value)[] headers) =>
        Reply(status, Encoding.UTF8.GetBytes(body), type, headers);

    public static ChannelReply Reply(int status, byte[] body, string? type = null, params (string Name, string Value)[] headers) => new()
    {
        Category = SendCategory.Answered,
        Status = status,
        Body = body,
        ContentType = type,
        Headers = headers.Select(h => new KeyValuePair<string, string>(h.Name, h.Value)).ToImmutableArray(),
    };
}
